// A bot on the unmodified official Node SDK that makes the calls of the official sample echo_bot.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const Lark = require('@larksuiteoapi/node-sdk');

const { APP_ID: appId, APP_SECRET: appSecret, BASE_DOMAIN: domain } = process.env;
const client = new Lark.Client({ appId, appSecret, domain });

const handlers = new Lark.EventDispatcher({}).register({
  'im.message.receive_v1': async ({ message }) => {
    const content = JSON.stringify({ text: `收到你发送的消息：${JSON.parse(message.content).text}` });
    if (message.chat_type === 'p2p') {
      await client.im.v1.message.create({
        params: { receive_id_type: 'chat_id' },
        data: { receive_id: message.chat_id, content, msg_type: 'text' },
      });
    } else {
      await client.im.v1.message.reply({
        path: { message_id: message.message_id },
        data: { content, msg_type: 'text' },
      });
    }
  },
});

new Lark.WSClient({ appId, appSecret, domain }).start({ eventDispatcher: handlers });
