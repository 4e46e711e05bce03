"""Previews of an issue tracker: links to its issues show title and state, with a button that closes the issue."""

import re
from dataclasses import dataclass, field

from larkline import (
    App,
    Button,
    Card,
    CardAction,
    CardValue,
    Client,
    Header,
    Markdown,
    Toast,
    UrlPreview,
    UrlPreviewResponse,
)

app = App()


@dataclass
class Issue:
    number: int
    title: str
    is_open: bool = True
    seen: set[str] = field(default_factory=set)  # preview tokens of the messages that link to it


ISSUES = [Issue(42, "登录页偶尔空白"), Issue(43, "导出的表格缺少表头")]  # stands for the tracker


class Close(CardValue, tag="close_issue"):
    number: int


def find(number: int) -> Issue | None:
    return next((issue for issue in ISSUES if issue.number == number), None)


def issue_card(issue: Issue) -> Card:
    text = Markdown(f"**{Markdown.escape(issue.title)}**\n状态：{'处理中' if issue.is_open else '已关闭'}")
    buttons = [Button("关闭", value=Close(number=issue.number))] if issue.is_open else []
    return Card(header=Header(f"#{issue.number}", template="blue" if buttons else "grey"), elements=[text, *buttons])


@app.on_url_preview(host="issues.example.com")  # may take longer than 3 s: the preview then follows
async def preview(link: UrlPreview) -> UrlPreviewResponse | None:
    number = re.search(r"/issues/(\d+)", link.url)
    issue = find(int(number[1])) if number else None
    if issue is None:
        return None  # the link stays a link
    if link.preview_token:  # a message that is still being written has none
        issue.seen.add(link.preview_token)
    mark, state = ("🟢", "open") if issue.is_open else ("⚪", "closed")
    return UrlPreviewResponse(
        title=f"{mark} #{issue.number} {issue.title}",
        i18n_title={"en_us": f"{mark} #{issue.number} {issue.title} ({state})"},
        card=issue_card(issue),
    )


@app.on_card_action(Close)
async def close(action: CardAction[Close], client: Client) -> Toast:
    issue = find(action.value.number)
    if issue is None or not issue.is_open:
        return Toast.info("已经关闭")
    issue.is_open = False
    tokens = sorted(issue.seen)
    for start in range(0, len(tokens), 10):  # the platform takes ten at a time
        await client.url_previews.refresh(tokens[start : start + 10])
    return Toast.success(f"#{issue.number} 已关闭")


if __name__ == "__main__":
    app.run()
