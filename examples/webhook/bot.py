"""The bot that the recipes in this folder serve; it answers everything that a webhook can bring."""

from collections.abc import AsyncIterator

from larkline import (
    App,
    Card,
    CardAction,
    CardValue,
    Client,
    LegacyCardAction,
    Markdown,
    MessageReceived,
    Router,
    Toast,
    UrlPreview,
    UrlPreviewResponse,
)

quick = Router()  # handlers that answer, and are done


class Deploy(CardValue, tag="deploy"):
    version: str


@quick.on_event(MessageReceived)
async def greet(message: MessageReceived, client: Client) -> None:
    await client.messages.reply(message.message_id, f"收到：{message.text}")


@quick.on_url_preview()
async def preview(link: UrlPreview) -> UrlPreviewResponse:
    return UrlPreviewResponse(title=f"预览 {link.url}")


@quick.on_legacy_card_action()  # 消息卡片回传交互（旧）
async def old_card(action: LegacyCardAction) -> Toast:
    return Toast.success(f"旧卡片：{action.value['version']}")


app = App()  # LARK_ENCRYPT_KEY, LARK_VERIFICATION_TOKEN and the credentials, read with the first request
app.include(quick)


@app.on_card_action(Deploy)
async def deploy(action: CardAction[Deploy]) -> AsyncIterator[Toast | Card]:
    yield Toast.info("部署中…")  # the response: it has left when the next line runs
    yield Card(elements=[Markdown(f"**{action.value.version}** 已上线")])  # a delayed update of the card
