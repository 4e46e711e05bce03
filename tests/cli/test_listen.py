"""Tests of ``larkline listen``, as a program of its own."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

from larkline.emulator import SyncEmulator


def test_listen_prints_and_records(feishu_sync: SyncEmulator, tmp_path: Path) -> None:
    """Events and callbacks are shown, answered with nothing, and appended to a file of ours alone, without tokens."""
    file = tmp_path / "deliveries.jsonl"
    command = [sys.executable, "-m", "larkline", "listen", "--output", str(file)]
    with feishu_sync.exec(command) as program:
        program.wait_online(60)
        said = feishu_sync.say("hi")
        clicked = feishu_sync.trigger("card.action.trigger")
        output = program.output
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

    assert said.verdict.ok
    assert clicked.verdict.ok
    assert "--- im.message.receive_v1\n" in output
    assert [row["header"]["event_type"] for row in rows] == ["im.message.receive_v1", "card.action.trigger"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not any(secret in file.read_text(encoding="utf-8") for secret in ('"c-', feishu_sync.info()["app_secret"]))
