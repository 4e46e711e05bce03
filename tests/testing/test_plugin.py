"""Tests of the pytest plugin: it costs nothing until a fixture is asked for, and gives each test its own platform."""

from __future__ import annotations

import subprocess
import sys

from larkline import App, Button, Card, CardAction, CardValue, Toast


class Approve(CardValue, tag="approve"):
    """Carried by the button."""

    order_id: str


def make_app() -> App:
    """Make an app with one handler."""
    app = App()

    @app.on_card_action(Approve)
    async def approve(action: CardAction[Approve]) -> Toast:
        return Toast.success(f"已批准 {action.value.order_id}")

    return app


async def test_approving(feishu):
    """A click is answered, without a socket."""
    async with feishu.running(make_app()):
        card = Card(elements=[Button("同意", value=Approve(order_id="42"))])
        message = await feishu.send(card, to="oc_team")
        click = await feishu.click(message, "同意", by="ou_alice")

    assert click.response.toast == Toast.success("已批准 42")
    assert click.verdict.ok


def test_approving_without_async(feishu_sync):
    """The same by simple calls."""
    with feishu_sync.running(make_app()):
        card = Card(elements=[Button("同意", value=Approve(order_id="42"))])
        message = feishu_sync.send(card, to="oc_team")
        click = feishu_sync.click(message, "同意", by="ou_alice")

    assert click.response.toast == Toast.success("已批准 42")
    assert click.verdict.ok


def test_nothing_is_imported_until_a_fixture_is_asked_for(tmp_path):
    """A test run that does not use the fixtures loads neither the emulator nor the SDK."""
    (tmp_path / "test_empty.py").write_text(
        "import sys\n\ndef test_nothing():\n"
        "    heavy = {'larkline.emulator', 'larkline.app', 'websockets', 'msgspec', 'httpx2', 'starlette'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)

    assert done.returncode == 0, done.stdout
