// A bot on the unmodified official Node SDK that names no domain: it would go to the real platform.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const Lark = require('@larksuiteoapi/node-sdk');

const credentials = { appId: process.env.APP_ID, appSecret: process.env.APP_SECRET };
const client = new Lark.Client(credentials);
const card = {
  schema: '2.0',
  body: {
    elements: [
      {
        tag: 'button',
        text: { tag: 'plain_text', content: '已处理' },
        behaviors: [{ type: 'callback', value: { done: true } }],
      },
    ],
  },
};

const handlers = new Lark.EventDispatcher({}).register({
  'im.message.receive_v1': async (data) => {
    const answer = await client.im.v1.message.reply({
      path: { message_id: data.message.message_id },
      data: { msg_type: 'interactive', content: JSON.stringify(card) },
    });
    console.log('replied', answer.code);
  },
  'card.action.trigger': async () => ({
    toast: { type: process.env.TOAST ?? 'success', content: '已处理完成！' },
  }),
});

new Lark.WSClient(credentials).start({ eventDispatcher: handlers });
