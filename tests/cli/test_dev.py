"""Tests of ``larkline dev``, as a program of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from larkline.cli.dev import files_below
from tests.processes import started

BOT = """
from larkline import App, CardAction, Toast

app = App()

@app.on_card_action()
async def click(action: CardAction) -> Toast:
    return Toast.info("first")
"""


def test_dev_starts_again_when_a_file_changes(tmp_path: Path) -> None:
    """The app in the emulator answers as its file says, before and after a change."""
    bot = tmp_path / "dev_bot.py"
    bot.write_text(BOT, encoding="utf-8")
    command = [sys.executable, "-m", "larkline", "dev", "dev_bot:app", "--port", "0", "--console-port", "0"]
    pipe = subprocess.PIPE
    with started([*command, "--lang", "en"], cwd=tmp_path, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            url, _, token = process.stdout.readline().partition(": ")[2].strip().partition("/#token=")
            headers = {"Authorization": f"Bearer {token}"}
            with httpx2.Client(base_url=f"{url}/api/v1", headers=headers, timeout=60, trust_env=False) as client:
                before = _toast(client)
                bot.write_text(BOT.replace("first", "second"), encoding="utf-8")
                while "dev_bot.py has changed" not in process.stdout.readline():
                    pass
                after = _toast(client)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    assert (before, after) == ("first", "second")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send these signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_dev_ends_with_its_app_at_a_signal(tmp_path: Path, number: int) -> None:
    """Exit status 0 and no traceback, as soon as it is there; the app has ended, too."""
    (tmp_path / "dev_bot.py").write_text(f"import os\nprint(os.getpid(), flush=True)\n{BOT}", encoding="utf-8")
    command = [sys.executable, "-m", "larkline", "dev", "dev_bot:app", "--port", "0", "--console-port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        app = int(process.stdout.readline())
        process.send_signal(number)
        _, said = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(app, 0)


def _toast(client: httpx2.Client) -> str:
    """Click through the control API, and give the text of the toast."""
    while True:
        client.post("/wait", json={"online": 1, "timeout": 60}).raise_for_status()
        [delivery] = client.post("/events", json={"type": "card.action.trigger"}).json()["deliveries"]
        client.post("/wait", json={"idle": 0.0, "timeout": 60}).raise_for_status()
        row = client.get(f"/deliveries/{delivery}").json()
        if row["verdict"]["outcome"] == "ok":  # else it went to the app that was just ending
            toast: str = json.loads(row["response"]["body"])["toast"]["content"]
            return toast


def test_a_virtual_environment_is_not_looked_through(tmp_path: Path) -> None:
    """Whatever it is called, its thousands of files are none of the app's."""
    for name in ("bot.py", "cards/order.py", "venv/pyvenv.cfg", "venv/lib/big.py", "node_modules/x.py", ".git/y.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert set(files_below(tmp_path)) == {"bot.py", str(Path("cards", "order.py"))}
