"""Expenses: say something to the bot, fill in its form; whoever you name approves or refuses in a card of their own."""

from typing import Annotated, Literal

from msgspec import Meta

from larkline import (
    App,
    Button,
    Card,
    CardAction,
    CardActionResponse,
    CardValue,
    Client,
    Form,
    FormValue,
    Header,
    Markdown,
    MessageReceived,
    OpenId,
    Toast,
)

app = App()  # LARK_APP_ID and LARK_APP_SECRET, read when it connects


class Expense(FormValue):  # what the form is made of, and what the handler receives
    reason: Annotated[str, Meta(title="事由", max_length=100)]
    amount: Annotated[float, Meta(title="金额（元）", gt=0, le=10_000)]
    kind: Annotated[Literal["交通", "住宿", "餐饮"], Meta(title="类别")]
    approver: Annotated[OpenId, Meta(title="审批人")]


class Decide(CardValue, tag="decide"):
    approved: bool
    applicant: str
    request: str


def form_card() -> Card:
    return Card(header=Header("报销申请", template="blue"), elements=[Form("expense", Expense, submit="提交")])


def decision_card(request: str, applicant: str) -> Card:
    yes = Decide(approved=True, applicant=applicant, request=request)
    no = Decide(approved=False, applicant=applicant, request=request)
    buttons = [Button("同意", value=yes, type="primary"), Button("拒绝", value=no, type="danger")]
    return Card(header=Header("待审批", template="orange"), elements=[Markdown(request), *buttons])


def closed_card(title: str, request: str) -> Card:
    return Card(header=Header(title, template="grey"), elements=[Markdown(request)])


@app.on_event(MessageReceived)
async def offer_form(message: MessageReceived, client: Client) -> None:
    await client.messages.reply(message.message_id, form_card())


@app.on_card_action(form=Expense)  # wrong entries never get here: the person is told which field to correct
async def submit(action: CardAction[object, Expense], client: Client) -> CardActionResponse:
    expense = action.form
    request = f"**{expense.kind}** ¥{expense.amount:.2f}：{Markdown.escape(expense.reason)}"
    await client.messages.send(decision_card(request, action.operator.open_id), to=expense.approver)
    return CardActionResponse(toast=Toast.success("已提交"), card=closed_card("已提交", request))


@app.on_card_action(Decide)
async def decide(action: CardAction[Decide], client: Client) -> Card:
    word = "已同意" if action.value.approved else "已拒绝"
    await client.messages.send(f"你的报销申请{word}", to=OpenId(action.value.applicant))
    return closed_card(word, action.value.request)


if __name__ == "__main__":
    app.run()
