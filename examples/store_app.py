"""An app of the store (商店应用): chats of any tenant subscribe, and an announcement goes to all of them."""

from larkline import App, Client, MessageReceived
from larkline.errors import ApiError

# Store apps get everything by webhook. With store=SqliteStore("tickets.db") several processes share the app_ticket.
app = App(app_type="store")  # LARK_APP_ID, LARK_APP_SECRET, LARK_ENCRYPT_KEY, LARK_VERIFICATION_TOKEN
SUBSCRIBED: set[tuple[str, str]] = set()  # tenant and chat; stands for your database


async def announce(client: Client, text: str) -> list[str]:
    """Send *text* to every chat that subscribed; gives the tenants that could not be reached."""
    lost = []
    for tenant_key, chat_id in sorted(SUBSCRIBED):
        try:
            await client.for_tenant(tenant_key).messages.send(text, to=chat_id)
        except ApiError as error:  # the app was removed there, or its bot left the chat
            print(f"{tenant_key}: {error}")
            lost.append(tenant_key)
    return lost


@app.on_event(MessageReceived)
async def spoken_to(message: MessageReceived, client: Client) -> None:
    command, _, rest = message.text.partition(" ")
    if command == "订阅":
        SUBSCRIBED.add((message.tenant_key, message.chat_id))
        answer = "已订阅公告"
    elif command == "公告" and rest:
        lost = await announce(client, rest)
        answer = f"未能送达 {len(lost)} 个租户" if lost else "公告已发出"
    else:
        answer = "发送“订阅”接收公告，发送“公告 内容”发布公告"
    await client.messages.reply(message.message_id, answer)  # the client already speaks for the sender's tenant


if __name__ == "__main__":
    app.serve()
