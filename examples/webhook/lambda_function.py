"""AWS Lambda, behind a function URL or an API Gateway; its handler is called ``lambda_function.handler``."""

from examples.webhook.bot import Deploy, quick
from larkline import App, CardAction, Toast

app = App()
app.include(quick)


@app.on_card_action(Deploy)  # nothing runs after the response, so a handler that yields is refused
async def deploy(action: CardAction[Deploy]) -> Toast:
    return Toast.success(f"{action.value.version} 已登记")


handler = app.lambda_handler()
