"""An alarm bot: it welcomes people, raises an alarm from its menu or a button, and shows who has dealt with it."""

from larkline import (
    App,
    Button,
    Card,
    CardAction,
    CardValue,
    Client,
    Event,
    Form,
    FormValue,
    Header,
    Markdown,
    MessageReceived,
    OpenId,
    Toast,
)

app = App()


class Raise(CardValue, tag="raise_alarm"):
    """The button of the welcome card."""


class Resolve(CardValue, tag="resolve_alarm"):
    service: str


class Note(FormValue):
    note: str = ""


def welcome_card() -> Card:
    text = Markdown("我会把告警发给你。试一试：")
    return Card(header=Header("欢迎"), elements=[text, Button("发起告警", value=Raise(), type="primary")])


def alarm_card(service: str) -> Card:
    form = Form("resolve", Note, submit="已处理", value=Resolve(service=service), labels={"note": "处理说明"})
    text = Markdown(f"**{Markdown.escape(service)}** 连续 5 分钟无响应，请尽快处理。")
    return Card(header=Header("告警", template="red"), elements=[text, form])


def resolved_card(service: str, note: str, by: str) -> Card:
    lines = f"**{Markdown.escape(service)}** 已恢复\n<at id={by}></at> 处理说明：{Markdown.escape(note) or '无'}"
    return Card(header=Header("告警已处理", template="green"), elements=[Markdown(lines)])


@app.on_event("im.chat.access_event.bot_p2p_chat_entered_v1")
async def entered(event: Event, client: Client) -> None:
    await client.messages.send(welcome_card(), to=OpenId(event.event["operator_id"]["open_id"]))


@app.on_event(MessageReceived)
async def spoken_to(message: MessageReceived, client: Client) -> None:
    await client.messages.reply(message.message_id, welcome_card())


@app.on_event("application.bot.menu_v6")  # an entry of the bot's menu with the event "raise_alarm"
async def chosen(event: Event, client: Client) -> None:
    if event.event["event_key"] == "raise_alarm":
        await client.messages.send(alarm_card("支付网关"), to=OpenId(event.event["operator"]["operator_id"]["open_id"]))


@app.on_card_action(Raise)
async def raise_alarm(action: CardAction[Raise], client: Client) -> Toast:
    await client.messages.send(alarm_card("支付网关"), to=OpenId(action.operator.open_id))
    return Toast.info("告警已发出")


@app.on_card_action(Resolve, form=Note)
async def resolve(action: CardAction[Resolve, Note]) -> Card:
    return resolved_card(action.value.service, action.form.note, by=action.operator.open_id)


if __name__ == "__main__":
    app.run()
