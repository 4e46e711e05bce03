"""Tests of the command line as a process: what it prints, and how it exits."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from contextlib import contextmanager

import httpx2
import pytest

from larkline.emulator import SyncEmulator

LARKLINE = [sys.executable, "-m", "larkline"]


def run(*arguments: str, cwd=None, env=None, code: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line; with *code*, run it by that Python code."""
    command = [*LARKLINE, *arguments] if code is None else [sys.executable, "-c", code, *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LARK", "LC_", "LANG"))}
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False, env={**environment, **(env or {})}
    )


@contextmanager
def started(*arguments: str, cwd=None, env=None):
    """Start the command line; it is ended with the block."""
    environment = {**os.environ, **(env or {})}
    with subprocess.Popen(
        [*LARKLINE, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_a_missing_extra_is_named_with_the_command():
    """Without click, one sentence with the pip command, and exit 2."""
    code = "import sys; sys.modules['click'] = None; from larkline.cli.main import main; main()"
    done = run("demo", code=code)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == 'larkline needs an extra that is not installed: pip install "larkline[cli]"'


@pytest.mark.parametrize("command", ["emulator", "demo", "exec -- true", "dev no_bot:app", "load no_bot:app"])
def test_a_missing_server_is_named_with_the_command(command):
    """Without starlette, whatever needs the emulator says what to install."""
    code = textwrap.dedent("""
        import importlib.util as util, sys
        find = util.find_spec
        util.find_spec = lambda name, *rest: None if name == "starlette" else find(name, *rest)
        from larkline.cli.main import main
        main()
    """)
    done = run(*command.split(), code=code)

    name = command.split()[0]
    assert done.returncode == 2
    assert f'larkline {name} needs an extra that is not installed: pip install "larkline[emulator]"' in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["no-such-command"], 2), (["emulator", "--port", "99999"], 2), (["run"], 2), (["run", "no_such_bot:app"], 2)],
)
def test_wrong_use_exits_2_with_a_sentence(arguments, status, tmp_path):
    """Wrong use is told without a traceback."""
    done = run(*arguments, cwd=tmp_path)

    assert done.returncode == status
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_the_emulator_tells_where_it_is_as_json():
    """--json prints one line with addresses and credentials; SIGTERM ends it with 0."""
    with started("emulator", "--json", "--port", "0", "--console-port", "0", "--seed", "3") as process:
        assert process.stdout is not None
        info = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {info['token']}"}
        with httpx2.Client(trust_env=False) as http:
            health = http.get(info["console_url"].rstrip("/") + "/api/v1/health", headers=headers)
            without = http.get(info["console_url"].rstrip("/") + "/api/v1/deliveries")
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=20)

    wanted = {"platform_url", "gateway_url", "console_url", "token"}
    wanted |= {"app_id", "app_secret", "encrypt_key", "verification_token"}
    assert wanted <= set(info)
    assert (health.status_code, without.status_code) == (200, 401)
    assert (process.returncode, rest, errors) == (0, "", "")


def test_the_emulator_tells_what_programs_read():
    """The lines to copy hold what SDKs and the official sample bots look for."""
    with started("emulator", "--headless", "--port", "0", "--console-port", "0", "--lang", "en") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        lines = process.stdout.read()
    set_ = "set" if os.name == "nt" else "export"
    found = dict(re.findall(rf"^  {set_} (\w+)=(.*)$", lines, re.MULTILINE))

    assert found["LARK_DOMAIN"].startswith("http://127.0.0.1:")
    assert (found["APP_ID"], found["BASE_DOMAIN"]) == (found["LARK_APP_ID"], found["LARK_DOMAIN"])
    assert found["WELCOME_CARD_ID"] == "welcome_card"


def test_a_taken_port_is_named():
    """A busy port is one sentence, exit 2."""
    with started("emulator", "--json", "--port", "0", "--console-port", "0") as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["platform_url"].rpartition(":")[2]
        done = run("emulator", "--port", port, "--console-port", "0")

    assert done.returncode == 2
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_a_world_with_a_mistake_is_one_sentence(tmp_path):
    """The file and the place are named, exit 2."""
    world = tmp_path / "world.json"
    world.write_text('{"people": [{"open_id": "ou_x"}]}', encoding="utf-8")

    done = run("emulator", "--world", str(world), "--port", "0", "--console-port", "0")

    assert done.returncode == 2
    assert "$.people[0]" in done.stderr
    assert "Traceback" not in done.stderr


BOT = """
from larkline import App, CardAction, Toast

app = App()

@app.on_card_action()
async def answer(action: CardAction) -> Toast:
    return Toast.success("ok")
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_run_keeps_connections_until_sigterm(workers, tmp_path):
    """`larkline run` opens a connection for each worker, answers, and ends with 0."""
    (tmp_path / "bot.py").write_text(BOT)
    with SyncEmulator(seed=1) as platform:
        info = platform.serve()
        environment = {
            "LARK_APP_ID": info["app_id"],
            "LARK_APP_SECRET": info["app_secret"],
            "LARK_DOMAIN": info["platform_url"],
        }
        with started("run", "bot:app", "--workers", str(workers), cwd=tmp_path, env=environment) as process:
            platform.wait(online=workers, timeout=30)
            answered = platform.trigger("card.action.trigger", paths={"action.value": {}})
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)

    assert answered.verdict.ok
    assert process.returncode == 0, errors
    assert "connected to ws://127.0.0.1" in errors
    assert info["app_secret"] not in errors
    assert "ticket=***" in errors or "ticket" not in errors


def test_wrong_credentials_end_the_run_with_1(tmp_path):
    """One sentence, exit 1."""
    (tmp_path / "bot.py").write_text(BOT)
    with SyncEmulator(seed=1) as platform:
        info = platform.serve()
        environment = {
            "LARK_APP_ID": info["app_id"],
            "LARK_APP_SECRET": "not-the-s3cret",
            "LARK_DOMAIN": info["platform_url"],
        }
        done = run("run", "bot:app", cwd=tmp_path, env=environment)

    assert done.returncode == 1
    assert "refused" in done.stderr
    assert "Traceback" not in done.stderr
    assert "not-the-s3cret" not in done.stderr


def test_workers_are_bounded(tmp_path):
    """More workers than the platform allows connections are refused."""
    done = run("run", "bot:app", "--workers", "51", cwd=tmp_path)

    assert done.returncode == 2
    assert "51" in done.stderr
