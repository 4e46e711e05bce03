"""A delivery as a command, a program or a HAR file."""

from __future__ import annotations

import json
import shlex

from larkline.emulator.journal.copies import as_curl, as_har, as_python

ROW = {
    "id": "dlv_1",
    "url": "http://127.0.0.1:8000/hook",
    "pushed_at": 1_800_000_000.5,
    "duration_ms": 12.5,
    "request": '{"event":{"text":"it\'s $HOME `x` \\"q\\""}}',
    "sent": {"headers": {"Content-Type": "application/json", "X-Request-Id": "dlv_1"}, "body": None},
    "response": {"code": 200, "headers": {"Server": "x"}, "body": "{}"},
}


def test_a_shell_reads_the_command_back():
    """Whatever the body holds, it is one word."""
    words = shlex.split(as_curl(ROW).replace("\\\n", ""))

    assert words[:2] == ["curl", "http://127.0.0.1:8000/hook"]
    assert words[2:6] == ["-H", "Content-Type: application/json", "-H", "X-Request-Id: dlv_1"]
    assert words[6:] == ["--data-raw", ROW["request"]]


def test_the_program_is_python():
    """It compiles, and holds the body as it is."""
    program = as_python({**ROW, "sent": None, "url": None})
    compile(program, "copy", "exec")

    assert repr(ROW["request"]) in program
    assert "http://127.0.0.1:7777/webhook/event" in program


def test_a_har_file_has_an_entry_for_each():
    """With request, answer and times; a delivery without an answer has status 0."""
    har = json.loads(as_har([ROW, {**ROW, "response": None, "duration_ms": None}], version="1"))["log"]

    assert (har["version"], har["creator"]) == ("1.2", {"name": "larkline", "version": "1"})
    assert [entry["response"]["status"] for entry in har["entries"]] == [200, 0]
    assert har["entries"][0]["startedDateTime"] == "2027-01-15T08:00:00.500+00:00"
    assert har["entries"][0]["request"]["postData"]["text"] == ROW["request"]
    assert har["entries"][0]["timings"]["wait"] == 12.5
