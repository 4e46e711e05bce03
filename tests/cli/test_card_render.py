"""Tests of ``larkline card render``: a page, a picture, and what stands in the way of either."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from larkline.cards import page as pages
from larkline.cli import picture
from larkline.cli.commands import larkline
from larkline.cli.language import speak
from larkline.emulator.http.page import BUILT_PAGE

CARDS = Path(__file__).parents[1] / "samples" / "cards"
HELLO = str(CARDS / "v2_01_hello.json")

built = pytest.mark.skipif(not (BUILT_PAGE / "card" / "view.js").is_file(), reason="the page is not built; `make page`")


@pytest.fixture(autouse=True)
def _language():
    """Leave the language as it was."""
    yield
    speak(None)


def render(*arguments: str, data: str = "") -> Result:
    """Run the command in this process."""
    return CliRunner(env={"LC_ALL": "C"}).invoke(larkline, ["card", "render", *arguments], input=data)


@built
def test_a_page_is_written(tmp_path):
    """The page holds the card's JSON and the renderer; the command prints where it is."""
    out = tmp_path / "card.html"

    done = render(HELLO, "-o", str(out), "--theme", "dark", "--locale", "ja_jp")

    assert (done.exit_code, done.output) == (0, f"{out}\n")
    text = out.read_text(encoding="utf-8")
    assert "每日站会提醒" in text
    assert '"view":{"theme":"dark","device":"pc","locale":"ja_jp"}' in text
    assert "feishu-card" in text


@built
def test_a_picture_is_taken(tmp_path):
    """A PNG of the card with a margin around it, at twice its size."""
    if picture.find_browser() is None:
        pytest.skip("there is no Chromium here; `make browser` looks for one")
    out = tmp_path / "card.png"

    done = render("-", "-o", str(out), "--device", "mobile", data=Path(HELLO).read_text(encoding="utf-8"))

    assert (done.exit_code, done.output) == (0, f"{out}\n")
    data = out.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert width == 2 * (375 + 2 * 16)
    assert 200 < height < 400


@built
def test_without_a_browser_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    """Exit 2; nothing is written."""
    monkeypatch.setenv("LARKLINE_BROWSER", "no-such-browser")

    done = render(HELLO, "-o", str(tmp_path / "card.png"), "--lang", "zh")

    assert done.exit_code == 2
    assert done.output.startswith("larkline: 生成图片需要 Chromium、Chrome 或 Edge")
    assert list(tmp_path.iterdir()) == []


@built
@pytest.mark.skipif(not Path("/bin/false").exists(), reason="there is no program here that only fails")
def test_a_browser_that_does_not_start_is_told(tmp_path, monkeypatch):
    """Exit 2 with its path."""
    monkeypatch.setenv("LARKLINE_BROWSER", "/bin/false")

    done = render(HELLO, "-o", str(tmp_path / "card.png"))

    assert (done.exit_code, done.output) == (
        2,
        "larkline: /bin/false took no picture: it did not start; write .html instead\n",
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("{", "- is not JSON"),
        ("[]", "- is no card"),
        (json.dumps({"type": "template", "data": {"template_id": "x"}}), "- is no card"),
    ],
)
def test_what_is_no_card_is_told(tmp_path, data, said):
    """Exit 2 with the reason."""
    done = render("-", "-o", str(tmp_path / "card.html"), data=data)

    assert done.exit_code == 2
    assert done.output.startswith(f"larkline: {said}")


def test_a_file_of_another_kind_is_refused(tmp_path):
    """The ending says what is written."""
    done = render(HELLO, "-o", str(tmp_path / "card.gif"))

    assert done.exit_code == 2
    assert done.output.endswith("a card is drawn into a file that ends with .html or .png\n")


def test_a_package_without_the_renderer_says_so(tmp_path, monkeypatch):
    """Exit 2 with the remedy."""
    monkeypatch.setattr(pages, "_script", lambda name: None)

    done = render(HELLO, "-o", str(tmp_path / "card.html"))

    assert done.exit_code == 2
    assert "make page" in done.output


@built
def test_a_place_that_cannot_be_written_is_told(tmp_path):
    """Exit 2 with the system's reason."""
    done = render(HELLO, "-o", str(tmp_path / "nowhere" / "card.html"))

    assert done.exit_code == 2
    assert done.output.endswith("cannot be written: No such file or directory\n")
