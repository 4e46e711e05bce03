// Webhooks on the unmodified http adapter of the official Node SDK, @larksuiteoapi/node-sdk, for the emulator to call.
// KEYS holds, as JSON, the Encrypt Key and the Verification Token of each, by its path.
import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const Lark = require('@larksuiteoapi/node-sdk');

// Its log lines must not come before the port.
const logger = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const seen = new Set();

const eventHandlers = {
  'im.message.receive_v1': async (data) => {
    const { text } = JSON.parse(data.message.content);
    if (text === 'again' && !seen.has(data.event_id)) {
      seen.add(data.event_id);
      throw new Error('not yet');
    }
  },
  'card.action.trigger': async (data) => {
    const value = data.action.value ?? {};
    if (value.case === 'raises') throw new Error('as asked');
    if (value.case === 'nothing') return undefined;
    if (value.case === 'bad toast') return { toast: { type: 'party', content: '?' } };
    return { toast: { type: 'success', content: `好 ${value.n}` } };
  },
  'url.preview.get': async (data) => ({ inline: { title: `预览 ${data.context.url}` } }),
};
const onOldCard = async (data) => {
  const { case: kind } = data.action.value;
  if (kind === 'raises') throw new Error('as asked');
  if (kind === 'nothing') return undefined;
  return { elements: [{ tag: 'markdown', content: `${data.open_id} ${kind}` }] };
};

// The adapter leaves an exception of a handler to the server; a web framework would answer 500 for it.
const guarded = (adapter) => (request, response) =>
  adapter(request, response).catch(() => response.writeHead(500).end());
const server = http.createServer();
for (const [path, [encryptKey, verificationToken]] of Object.entries(JSON.parse(process.env.KEYS))) {
  const keys = { encryptKey, verificationToken, logger };
  const events = new Lark.EventDispatcher(keys).register(eventHandlers);
  const cards = new Lark.CardActionHandler(keys, onOldCard);
  server.on('request', guarded(Lark.adaptDefault(`/${path}/event`, events, { autoChallenge: true })));
  server.on('request', guarded(Lark.adaptDefault(`/${path}/card`, cards, { autoChallenge: true })));
}
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
