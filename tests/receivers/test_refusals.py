"""What is logged of requests that are refused."""

from __future__ import annotations

import pytest

from larkline.clock import ManualClock
from larkline.receivers.refusals import RefusalLog
from larkline.wire.webhook import Refused
from tests.receivers.hook import SOME_EVENT, Hook
from tests.wire.sender import plain


def refused(code: str = "signature", request_id: str = "r-1") -> Refused:
    """Make a refusal."""
    return Refused(401, f"because of its {code}", code, request_id)  # type: ignore[arg-type]  # any code will do


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Give what was logged since the last time."""
    seen = [record.message for record in caplog.records]
    caplog.clear()
    return seen


async def test_a_flood_is_counted(caplog):
    """Five of a minute are logged one by one, the others as a number at its end, and then it begins anew."""
    clock = ManualClock()
    log = RefusalLog(clock)
    for number in range(100_000):
        log.note(refused(request_id=f"r-{number}"))
    first = lines(caplog)
    await clock.advance(59.9)
    during = lines(caplog)
    await clock.advance(0.2)
    end = lines(caplog)
    log.note(refused())

    assert first[:5] == [f"refused a request (r-{number}): because of its signature" for number in range(5)]
    assert first[5:] == ["more requests are refused (signature); they are counted from here on"]
    assert (during, end) == ([], ["refused 99995 more requests (signature) in the last 60 s"])
    assert lines(caplog) == ["refused a request (r-1): because of its signature"]


async def test_each_reason_counts_for_itself(caplog):
    """A flood of one kind hides no request of another one."""
    log = RefusalLog(ManualClock())
    for _ in range(10):
        log.note(refused("age"))
    caplog.clear()
    log.note(refused("token"))

    assert lines(caplog) == ["refused a request (r-1): because of its token"]


async def test_a_few_need_no_sum(caplog):
    """What was logged one by one is not counted up again, neither at the end of the minute nor at the end of all."""
    clock = ManualClock()
    log = RefusalLog(clock)
    log.note(refused())
    await clock.advance(61.0)
    log.note(refused())
    log.close()

    assert len(lines(caplog)) == 2
    assert clock.next_alarm() is None


async def test_what_was_counted_is_told_at_the_end(caplog):
    """An app that stops within the minute says what it has not said yet; nothing is left to ring later."""
    hook = Hook()
    async with hook.receiving():
        for _ in range(8):
            assert (await hook.post(plain(SOME_EVENT))).status == 401
        counted = hook.count("refused_unsigned")
        caplog.clear()

    assert counted == 8
    assert lines(caplog) == ["refused 3 more requests (unsigned) in the last 60 s"]
    assert hook.clock.next_alarm() is None
