"""An answering bot: the text of a language model appears while it is made, with buttons for an opinion at its end."""

import asyncio
from collections.abc import AsyncIterator

from larkline import App, Button, Card, CardAction, CardValue, Client, Markdown, MessageReceived, Toast
from larkline.cards import Column, ColumnSet, Hr

app = App()


class Opinion(CardValue, tag="opinion"):
    helpful: bool
    answer: str


async def ask_model(question: str) -> AsyncIterator[str]:
    """Stands for a model; put the stream of yours here."""
    for word in f"你问的是“{question}”。答案是 **四十二** 。".split(" "):
        await asyncio.sleep(0)  # a model takes its time
        yield word


def answer_card(text: str, answer: str) -> Card:
    yes = Button("👍 有用", value=Opinion(helpful=True, answer=answer))
    no = Button("👎 没用", value=Opinion(helpful=False, answer=answer))
    return Card(elements=[Markdown(text), Hr(), ColumnSet([Column([yes]), Column([no])], flex_mode="flow")])


@app.on_event(MessageReceived, order_by=lambda message: message.chat_id)  # one answer at a time in each chat
async def answer(message: MessageReceived, client: Client) -> None:
    async with client.cards.stream(reply_to=message.message_id) as s:
        async for token in ask_model(Markdown.escape(message.text)):
            await s.write(token)
        await s.set_card(answer_card(s.text, answer=message.message_id))


@app.on_card_action(Opinion)
async def opinion(action: CardAction[Opinion]) -> Toast:
    print(action.value.answer, "helped" if action.value.helpful else "did not help")  # stands for your records
    return Toast.success("谢谢反馈")


if __name__ == "__main__":
    app.run()
