"""A card as a single HTML page, and within a notebook."""

from __future__ import annotations

import html
import re

import pytest

from larkline import Card
from larkline.cards import Chart, Markdown
from larkline.cards import page as pages
from larkline.cards.page import card_page
from tests.cards.shapes import v2

CARD = Card(header={"title": {"tag": "plain_text", "content": "A & B"}}, elements=[Markdown("</script><script>x")])


@pytest.fixture
def renderer(monkeypatch):
    """Stands in for what the build puts into the package, or for a package without it."""
    scripts = {"view.js": 'draw("<!-- </script> -->")', "chart.js": "chart()"}
    monkeypatch.setattr(pages, "_script", scripts.get)
    return scripts


def test_a_page_holds_the_card_and_the_renderer(renderer):
    """Nothing in the card ends the script it stands in; the policy lets only those scripts run."""
    page = card_page(CARD.to_json(), theme="dark", device="mobile", locale="en_us")

    assert page is not None
    assert '<html lang="en-us">' in page
    assert "<title>A &amp; B</title>" in page
    assert "</script><script>x" not in page
    assert '"view":{"theme":"dark","device":"mobile","locale":"en_us"}' in page
    assert page.count('<script type="module">') == 1
    assert re.search(r"default-src 'none'; script-src 'sha256-[\w+/]{43}='; img-src data:;", page)


def test_only_a_card_with_a_chart_carries_the_chart_library(renderer):
    """It is forty times the size of the rest."""
    page = card_page(Card(elements=[Chart({"type": "bar"})]).to_json())

    assert page is not None
    assert page.index("chart()") < page.index("draw(")


def test_a_notebook_shows_a_card_in_a_frame_without_rights(renderer):
    """The frame's page runs in an origin of its own."""
    shown = CARD._repr_html_()

    assert shown.startswith('<iframe sandbox="allow-scripts allow-popups" title="A &amp; B"')
    assert html.unescape(shown.split('srcdoc="')[1].removesuffix('"></iframe>')) == card_page(CARD.to_json())


def test_a_notebook_shows_json_where_the_renderer_was_not_built(renderer):
    """A card can be looked at anyway, and the core needs no page."""
    renderer.clear()

    assert card_page(CARD.to_json()) is None
    assert CARD._repr_html_().startswith("<pre>{\n  &quot;schema&quot;: &quot;2.0&quot;")


def test_a_frame_is_as_high_as_a_card_may_need(renderer):
    """More components, more height, up to a limit."""
    heights = [
        int(re.findall(r"height: (\d+)px", Card.from_dict(v2(*[{"tag": "hr"}] * count))._repr_html_())[0])
        for count in (0, 1, 5, 100)
    ]

    assert heights == sorted(heights)
    assert heights[0] < heights[1] < heights[2] < heights[3] == 900


def test_a_script_can_stand_within_a_page(monkeypatch, tmp_path):
    """What would end it, or begin a comment, is written in another way that means the same to the script."""
    (tmp_path / "emulator/static/card").mkdir(parents=True)
    (tmp_path / "emulator/static/card/view.js").write_text('a = "</script><!--";\n', encoding="utf-8")
    monkeypatch.setattr(pages, "files", lambda package: tmp_path)
    pages._script.cache_clear()
    try:
        assert pages._script("view.js") == 'a = "<\\/script><\\!--";'
        assert pages._script("chart.js") is None
    finally:
        pages._script.cache_clear()
