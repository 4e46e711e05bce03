"""Tests of `larkline serve` as a process."""

from __future__ import annotations

import re
import signal
import socket
import textwrap
from typing import Any

import httpx2
import pytest

from tests.cli.test_commands import run, started
from tests.receivers.wsgi_server import now
from tests.wire.sender import ADDRESS_CHECK, KEY, TOKEN, compact, sealed

BOT = """
from larkline import App, CardAction, LegacyCardAction, Toast

app = App()

@app.on_card_action()
async def answer(action: CardAction) -> Toast:
    return Toast.success("ok")

@app.on_legacy_card_action()
async def old(action: LegacyCardAction) -> Toast:
    return Toast.success("old")
"""
CLICK = {
    "schema": "2.0",
    "header": {"event_id": "e", "token": TOKEN, "create_time": "1", "event_type": "card.action.trigger"},
    "event": {
        "operator": {"open_id": "ou_1"},
        "token": "c-1",
        "action": {"value": {}, "tag": "button"},
        "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"},
    },
}
SECRETS = {"LARK_ENCRYPT_KEY": KEY, "LARK_VERIFICATION_TOKEN": TOKEN, "LARK_APP_ID": "", "LARK_APP_SECRET": ""}


@pytest.mark.parametrize(
    ("arguments", "paths"), [([], ["/webhook/event"]), (["--path", "/a", "--path", "/b/c"], ["/a", "/b/c"])]
)
def test_serve_answers_until_sigterm(arguments, paths, tmp_path):
    """The address check and a click are answered at every path, no credentials are needed, and it ends with 0."""
    (tmp_path / "bot.py").write_text(BOT)
    with started("serve", "bot:app", "--port", "0", *arguments, cwd=tmp_path, env=SECRETS) as process:
        assert process.stderr is not None
        assert process.stderr is not None
        first = process.stderr.readline()
        urls = re.findall(r"http://[^ ,\n]*", first)
        answers: list[Any] = []
        with httpx2.Client(trust_env=False) as http:
            for number, url in enumerate(urls):
                answers.append(http.post(url, content=sealed(compact(ADDRESS_CHECK))).json())
                request = now(CLICK, nonce=str(number))
                answers.append(http.post(url, headers=dict(request.headers), content=request.body).json())
            elsewhere = http.post(urls[0] + "x").status_code
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=30)

    assert [url.partition("/")[2].partition("/")[2].partition("/")[2] for url in urls] == [path[1:] for path in paths]
    assert answers == [{"challenge": "c-1"}, {"toast": {"type": "success", "content": "ok"}}] * len(paths)
    assert (elsewhere, process.returncode, output) == (404, 0, "")
    assert "Traceback" not in errors
    assert not [secret for secret in (KEY, TOKEN) if secret in first + errors]


def test_a_taken_port_ends_it_with_1(tmp_path):
    """One sentence."""
    (tmp_path / "bot.py").write_text(BOT)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", "bot:app", "--port", str(taken.getsockname()[1]), cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("larkline: cannot listen on 127.0.0.1 port ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no_such_bot:app"], "no_such_bot"),
        (["bot:app", "--port", "70000"], "70000"),
        (["bot:app", "--port", "many"], "many"),
        ([], "MODULE:APP"),
    ],
)
def test_wrong_use_exits_2(arguments, words, tmp_path):
    """Told in a sentence."""
    (tmp_path / "bot.py").write_text(BOT)
    done = run("serve", *arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_server_is_named_with_the_command(tmp_path):
    """Without uvicorn, serve says what to install."""
    (tmp_path / "bot.py").write_text(BOT)
    code = textwrap.dedent("""
        import importlib.util as util
        find = util.find_spec
        util.find_spec = lambda name, *rest: None if name == "uvicorn" else find(name, *rest)
        from larkline.cli.main import main
        main()
    """)
    done = run("serve", "bot:app", cwd=tmp_path, code=code)

    assert done.returncode == 2
    assert 'larkline serve needs an extra that is not installed: pip install "larkline[serve]"' in done.stderr
    assert "Traceback" not in done.stderr
