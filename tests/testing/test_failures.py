"""Tests of what the pytest plugin tells when a test fails."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

FAILING = """
from larkline import App, Button, Card, CardAction, Toast

CARD = Card(elements=[Button("<b>好", value={"html": "<script>alert(1)</script>"})])


def bot():
    app = App()

    @app.on_card_action()
    async def answer(action: CardAction) -> Toast:
        return Toast.success("收到 <i>" + str(action.value))

    return app


async def test_async(feishu):
    await feishu.faults.add("duplicate", times=1)
    async with feishu.running(bot()):
        message = await feishu.send(CARD)
        click = await feishu.click(message, "<b>好")
    await feishu.faults.add("delay", seconds=1)
    await feishu.trigger("im.message.receive_v1")
    assert click.verdict.code == 200672, feishu.info()["app_id"]


def test_sync(feishu_sync):
    assert feishu_sync.trigger("card.action.trigger").verdict.ok


def test_passing(feishu):
    pass


async def test_both(feishu, feishu_sync):
    raise RuntimeError("on purpose")
"""
SETTINGS = "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n"


@pytest.fixture(scope="module", params=[[], ["-n", "2"]], ids=["alone", "xdist"])
def failed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run failing tests, and give what was printed."""
    folder = tmp_path_factory.mktemp("failing")
    (folder / "test_failing.py").write_text(FAILING, encoding="utf-8")
    (folder / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:schemathesis",
        f"--basetemp={folder / 'temp'}",
    ]
    done = subprocess.run(
        [*command, *request.param], capture_output=True, text=True, cwd=folder, timeout=100, check=False
    )
    assert "3 failed, 1 passed" in done.stdout, done.stdout
    return done.stdout


def section(output: str, test: str) -> str:
    """Give what was printed about one failed test."""
    return next(part for part in re.split(r"\n_{3,} ", output) if part.startswith(f"{test} "))


def pages(output: str) -> list[str]:
    """Read the pages the output names."""
    return [Path(name).read_text(encoding="utf-8") for name in re.findall(r"^report: (.+)$", output, re.MULTILINE)]


def test_the_lines(failed):
    """A failed test shows seed, clock, faults, and its last deliveries with verdicts and what helps."""
    about = section(failed, "test_async")

    assert "seed: 1\nprofile: documented\nclock: 20" in about
    assert re.search(r"^faults: .*delay", about, re.MULTILINE)
    assert re.search(
        r"^  ✓ card.action.trigger dlv_\S+ \d+ ms ok ok: .* \(faults: f1 duplicate\)$", about, re.MULTILINE
    )
    assert re.search(r"^  ✕ im.message.receive_v1 dlv_\S+ \d+ ms failed event.offline: ", about, re.MULTILINE)
    assert "start the app; the event comes again after 15 s" in about
    assert "应用没有在线的长连接，事件未送达（文档）：启动应用" in about


def test_both_kinds_of_fixture_tell(failed):
    """Those without async, and several of one test, too; a passing test says nothing."""
    assert "200340 connection.offline" in section(failed, "test_sync")
    assert section(failed, "test_both").count("\nseed: 1\n") == 2
    assert len(pages(failed)) == 4


def test_the_page_needs_no_server(failed):
    """It is one file without scripts or addresses, and holds what was sent and what came back."""
    [page] = [page for page in pages(failed) if "test_async" in page]

    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe)|(src|href)=", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "收到 &lt;i&gt;" in page
    assert page.count("<details") == 2


def test_no_secret_is_told(failed):
    """Update tokens, verification tokens and secrets are masked, in the lines and on the page."""
    everything = failed + "".join(pages(failed))

    assert not re.search(r"\bc-[0-9a-f]{16,}", everything)
    assert re.search(r"&quot;token&quot;: &quot;\*\*\*&quot;", everything)
