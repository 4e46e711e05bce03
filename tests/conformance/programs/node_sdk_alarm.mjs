// A bot on the unmodified official Node SDK that makes the calls of the official sample card_interaction_bot:
// the same as lark_oapi_alarm.py beside it, with the domain from the environment.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const Lark = require('@larksuiteoapi/node-sdk');

const { APP_ID: appId, APP_SECRET: appSecret, BASE_DOMAIN: domain } = process.env;
const client = new Lark.Client({ appId, appSecret, domain });

const template = (variable, values) => ({
  type: 'template',
  data: { template_id: process.env[variable], template_variable: values },
});
const send = (kind, receiver, card) =>
  client.im.v1.message.create({
    params: { receive_id_type: kind },
    data: { receive_id: receiver, msg_type: 'interactive', content: JSON.stringify(card) },
  });
const raiseAlarm = (kind, receiver) =>
  send(kind, receiver, template('ALERT_CARD_ID', { alarm_time: '2026-01-02 03:04:05 (UTC+8)' }));

const handlers = new Lark.EventDispatcher({}).register({
  'im.chat.access_event.bot_p2p_chat_entered_v1': async ({ operator_id: { open_id } }) => {
    await send('open_id', open_id, template('WELCOME_CARD_ID', { open_id }));
  },
  'application.bot.menu_v6': async ({ operator, event_key }) => {
    if (event_key === 'send_alarm') await raiseAlarm('open_id', operator.operator_id.open_id);
  },
  'im.message.receive_v1': async ({ message, sender }) => {
    if (message.chat_type === 'group') await raiseAlarm('chat_id', message.chat_id);
    else await raiseAlarm('open_id', sender.sender_id.open_id);
  },
  'card.action.trigger': async ({ operator: { open_id }, action: { value, form_value = {} } }) => {
    if (value.action === 'send_alarm') {
      await raiseAlarm('open_id', open_id);
      return {};
    }
    if (value.action === 'complete_alarm') {
      const resolved = {
        alarm_time: value.time,
        complete_time: '2026-01-02 03:09:05 (UTC+8)',
        open_id,
        notes: form_value.notes_input || '',
      };
      const i18n = { zh_cn: '已处理完成！', en_us: 'Resolved!' };
      return {
        toast: { type: 'info', content: '已处理完成！', i18n },
        card: template('ALERT_RESOLVED_CARD_ID', resolved),
      };
    }
  },
});

new Lark.WSClient({ appId, appSecret, domain }).start({ eventDispatcher: handlers });
