"""Tests of ``larkline exec``: the program's status and the verdicts make ours, and signals reach it."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys

import pytest

from larkline.cli.exec import _passing_on
from tests.processes import started

LARKLINE = [sys.executable, "-m", "larkline", "exec", "--lang", "en"]
#: Deliver something through the control API that the environment names.
TRIGGER = """
import json, os, sys, urllib.request
def call(path, **body):
    headers = {"Authorization": "Bearer " + os.environ["LARKLINE_TOKEN"], "Content-Type": "application/json"}
    url = os.environ["LARKLINE_CONSOLE_URL"] + "/api/v1" + path
    return json.load(urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)))
call("/events", type=sys.argv[1])
call("/wait", deliveries=1, idle=True)
sys.exit(int(sys.argv[2]))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run([*LARKLINE, *arguments], capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.parametrize(
    ("options", "arguments", "status"),
    [
        ([], ["card.action.trigger", "0"], 1),  # nobody is online: failed
        ([], ["card.action.trigger", "7"], 7),
    ],
)
def test_verdicts_count(options, arguments, status):
    """A program that ended well does not, when a delivery failed; its own status comes first."""
    done = run(*options, "--", sys.executable, "-c", TRIGGER, *arguments)

    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert "1 failed" in done.stderr
    assert "card.action.trigger 200340 the app has no long connection online" in done.stderr


def test_all_is_well():
    """Without a delivery the program's status is ours, and its output passes as it is."""
    done = run("--", sys.executable, "-c", "print('out')")

    assert (done.returncode, done.stdout) == (0, "out\n")
    assert "the program ended with 0; deliveries: 0 ok" in done.stderr


def test_as_json():
    """One line at the end says everything."""
    done = run("--json", "--", sys.executable, "-c", TRIGGER, "card.action.trigger", "0")

    summary = json.loads(done.stderr)
    assert (summary["status"], summary["exit"]) == (0, 1)
    assert summary["deliveries"][0]["verdict"]["rule"] == "connection.offline"
    assert summary["hosts"] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_are_passed_on(number):
    """The program gets the signal and decides; its status is ours."""
    code = (
        "import signal, sys, time\n"
        f"signal.signal({int(number)}, lambda *_: sys.exit(42))\n"
        "print('ready', flush=True)\ntime.sleep(600)"
    )
    command = [*LARKLINE, "--", sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with started(command, stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        process.communicate(timeout=60)

    assert process.returncode == 42


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send this signal")
async def test_a_signal_that_comes_while_the_program_is_started_is_passed_on_then():
    """It is neither lost nor the end of larkline alone."""
    passed: asyncio.Queue[int] = asyncio.Queue()
    with _passing_on() as signals:
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(0)
        signals.pass_to(passed.put_nowait)
        early = await asyncio.wait_for(passed.get(), 10)
        signal.raise_signal(signal.SIGTERM)
        later = await asyncio.wait_for(passed.get(), 10)

    assert (early, later) == (signal.SIGTERM, signal.SIGTERM)


@pytest.mark.parametrize("arguments", [["--", "no-such-program"], ["--fail-on", "never", "--", "true"], ["--"]])
def test_a_command_that_makes_no_sense(arguments):
    """It ends with 2 and a sentence."""
    done = run(*arguments)

    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


DIRECT = """
import os, urllib.request
urllib.request.build_opener(urllib.request.ProxyHandler({})).open(os.environ["BASE_DOMAIN"] + "/open-apis/im/v1/pins")
"""


@pytest.mark.parametrize(("code", "reached"), [("pass", False), (DIRECT, True)])
def test_a_program_that_came_nowhere_near_is_told_what_helps(code, reached):
    """Some clients ask no proxy; a program that came here by its address is told nothing."""
    code = (
        code if not reached else f"import urllib.error\ntry:\n    exec({code!r})\nexcept urllib.error.HTTPError: pass"
    )
    told = run("--lang", "zh", "--", sys.executable, "-c", code)
    as_json = run("--json", "--", sys.executable, "-c", code)

    assert ("没有任何请求到达本地平台" in told.stderr) == (not reached)
    assert json.loads(as_json.stderr)["reached"] == reached


def test_a_host_that_is_not_there_is_not_called_refused():
    """The proxy would have led on to it."""
    ask = "import urllib.request as u\ntry: u.urlopen('https://127.0.0.2:1/')\nexcept OSError: pass"
    done = run("--", sys.executable, "-c", ask)

    assert "could not be reached through the proxy: 127.0.0.2 (1×)" in done.stderr


def test_what_cannot_run_is_told_in_chinese():
    """As everything else."""
    assert "无法运行 'no-such-program'" in run("--lang", "zh", "--", "no-such-program").stderr


ADVISED = """
import asyncio, json, os, urllib.request
from larkline import App

app = App(check_responses="off")

@app.on_card_action()
async def click(action):
    return {"msg": "ok"}

def call(path, **body):
    headers = {"Authorization": "Bearer " + os.environ["LARKLINE_TOKEN"], "Content-Type": "application/json"}
    url = os.environ["LARKLINE_CONSOLE_URL"] + "/api/v1" + path
    return json.load(urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)))

async def main():
    async with app.connected():
        await asyncio.to_thread(call, "/wait", online=1)
        await asyncio.to_thread(call, "/events", type="card.action.trigger")
        await asyncio.to_thread(call, "/wait", deliveries=1, idle=0)

asyncio.run(main())
"""


@pytest.mark.parametrize(("fail_on", "status"), [("failed", 0), ("advice", 1)])
def test_advice_counts_when_asked_for(fail_on, status):
    """With --fail-on advice a response that is only suspicious ends the run with 1."""
    done = run("--fail-on", fail_on, "--", sys.executable, "-c", ADVISED)

    assert done.returncode == status, done.stderr
    assert "0 ok, 1 with advice, 0 failed" in done.stderr
    assert ("response.remark" in done.stderr) == (status == 1)
