// A bot on the unmodified official Node SDK, for the emulator to serve; NODE_SDK names an older one.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const Lark = require(process.env.NODE_SDK ?? '@larksuiteoapi/node-sdk');

const handlers = new Lark.EventDispatcher({}).register({
  'im.message.receive_v1': async (data) => {
    JSON.parse(data.message.content);
  },
  'card.action.trigger': async (data) => {
    const value = data.action.value ?? {};
    if (value.case === 'raises') throw new Error('as asked');
    if (value.case === 'bad toast') return { toast: { type: 'party', content: '?' } };
    return { toast: { type: 'success', content: `好 ${value.n}` } };
  },
  'url.preview.get': async (data) => ({ inline: { title: `预览 ${data.context.url}` } }),
});

const client = new Lark.WSClient({
  appId: process.env.APP_ID,
  appSecret: process.env.APP_SECRET,
  domain: process.env.BASE_DOMAIN,
  loggerLevel: Lark.LoggerLevel.info,
});
client.start({ eventDispatcher: handlers });
