"""Previews of an issue tracker: links to its issues show title and state, and change when an issue is closed."""

import re
from dataclasses import dataclass, field

from larkline import (
    App,
    Card,
    Client,
    Header,
    Markdown,
    MessageReceived,
    UrlPreview,
    UrlPreviewResponse,
)

app = App()


@dataclass
class Issue:
    title: str
    is_open: bool = True
    seen: set[str] = field(default_factory=set)  # preview tokens of the messages that link to it


ISSUES = {42: Issue("登录页偶尔空白"), 43: Issue("导出的表格缺少表头")}  # stands for the tracker


def issue_at(url: str) -> tuple[int, Issue | None]:
    found = re.search(r"/issues/(\d+)", url)
    number = int(found[1]) if found else 0
    return number, ISSUES.get(number)


def issue_card(number: int, issue: Issue) -> Card:
    state = "处理中" if issue.is_open else "已关闭"
    return Card(
        header=Header(f"#{number}", template="blue" if issue.is_open else "grey"),
        elements=[Markdown(f"**{Markdown.escape(issue.title)}**\n状态：{state}")],
    )


@app.on_url_preview(host="issues.example.com")
async def preview(link: UrlPreview) -> UrlPreviewResponse | None:
    number, issue = issue_at(link.url)
    if issue is None:
        return None  # the link stays a link
    if link.preview_token:  # a message that is still being written has none
        issue.seen.add(link.preview_token)
    state = ("🟢", "open") if issue.is_open else ("⚪", "closed")
    return UrlPreviewResponse(
        title=f"{state[0]} #{number} {issue.title}",
        i18n_title={"en_us": f"{state[0]} #{number} {issue.title} ({state[1]})"},
        card=issue_card(number, issue),
    )


@app.on_event(MessageReceived)
async def close(message: MessageReceived, client: Client) -> None:
    number, issue = issue_at(message.text)
    if issue is None or not message.text.startswith("/close"):
        return
    issue.is_open = False
    tokens = sorted(issue.seen)
    for start in range(0, len(tokens), 10):  # the platform takes ten at a time
        await client.url_previews.refresh(tokens[start : start + 10])
    await client.messages.reply(message.message_id, f"#{number} 已关闭")


if __name__ == "__main__":
    app.run()
