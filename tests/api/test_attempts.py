"""When a call is made again."""

from __future__ import annotations

import json

import pytest

from larkline.api import calls
from larkline.api.answers import Answer, Failure
from larkline.api.attempts import Again, Attempts
from larkline.api.calls import Call, free_call
from larkline.api.credentials import AppSecret
from larkline.api.uploads import Upload
from larkline.errors import ApiError, InvalidRequest, PlatformBroken, RateLimited, TokenRejected

SAFE = free_call("GET", "/open-apis/x")
UNSAFE = free_call("POST", "/open-apis/x")
NEVER_LEFT = Failure(OSError(), "no connection", arrived=False)
MAYBE_ARRIVED = Failure(OSError(), "broke", arrived=True)


def refusal(code: int, status: int = 400, **headers: str) -> Answer:
    """Build an answer with an error code."""
    return Answer(status, headers, json.dumps({"code": code, "msg": ""}).encode())


TURNED_AWAY = refusal(99991400, 429)
BROKEN = refusal(1, 500)
OK = Answer(200, {}, b'{"code":0,"data":{"a":1}}')


def attempts(call: calls.Call, *, retries: int = 2) -> Attempts:
    """Make the rules for one call, without chance."""
    return Attempts(call, retries=retries, random=lambda: 0.5)


def test_success():
    """An answer with code 0 ends it."""
    assert attempts(SAFE).judge(OK) == {"a": 1}


@pytest.mark.parametrize(
    ("outcome", "safe_again", "unsafe_again"),
    [
        (NEVER_LEFT, True, True),
        (TURNED_AWAY, True, True),
        (MAYBE_ARRIVED, True, False),
        (BROKEN, True, False),
        (refusal(1, 429), True, False),
        (refusal(230020), True, False),
        (refusal(230049), True, False),
        (Answer(502, {}, b"<html>"), True, False),
        (refusal(230001), False, False),
        (refusal(99991672), False, False),
        (refusal(300040), False, False),
        (refusal(99991403), False, False),
        (refusal(99991668, 401), False, False),
    ],
)
def test_what_is_made_again(outcome, safe_again, unsafe_again):
    """A repeatable call after whatever may pass; any other only when it certainly did nothing."""
    for call, again in ((SAFE, safe_again), (UNSAFE, unsafe_again)):
        if again:
            assert isinstance(attempts(call).judge(outcome), Again)
        else:
            with pytest.raises(ApiError):
                attempts(call).judge(outcome)


def test_two_more_attempts_with_growing_pauses():
    """After the third failure the error is raised."""
    rules = attempts(SAFE)
    first, second = rules.judge(BROKEN), rules.judge(MAYBE_ARRIVED)

    assert isinstance(first, Again)
    assert isinstance(second, Again)
    assert (first.delay, second.delay) == (0.5, 1.0)
    with pytest.raises(PlatformBroken):
        rules.judge(BROKEN)


@pytest.mark.parametrize(("chance", "delay"), [(0.0, 0.25), (0.999, 0.7495)])
def test_pauses_are_jittered_by_a_half(chance, delay):
    """Many clients that failed together do not come back together."""
    verdict = Attempts(SAFE, random=lambda: chance).judge(BROKEN)

    assert isinstance(verdict, Again)
    assert verdict.delay == pytest.approx(delay)


def test_retries_can_be_switched_off():
    """With no retries the first error is raised."""
    with pytest.raises(PlatformBroken):
        attempts(SAFE, retries=0).judge(BROKEN)


def test_the_rate_limit_is_obeyed():
    """The pause is never shorter than the platform said."""
    verdict = attempts(UNSAFE).judge(refusal(99991400, 429, **{"x-ogw-ratelimit-reset": "7"}))

    assert isinstance(verdict, Again)
    assert 7.0 <= verdict.delay <= 7.25


def test_a_long_rate_limit_is_for_the_caller():
    """A wait of more than ten seconds is raised with its length."""
    with pytest.raises(RateLimited) as caught:
        attempts(SAFE).judge(refusal(99991400, 429, **{"x-ogw-ratelimit-reset": "60"}))

    assert caught.value.retry_after == 60.0


@pytest.mark.parametrize("code", [99991663, 99991664])
def test_a_stale_token_is_replaced_once(code):
    """Any call is made once more with a fresh token, at once, beside its other attempts."""
    rules = attempts(UNSAFE, retries=0)
    verdict = rules.judge(refusal(code))

    assert isinstance(verdict, Again)
    assert (verdict.delay, verdict.drop_token) == (0.0, True)
    with pytest.raises(TokenRejected):
        rules.judge(refusal(code))


def test_the_question_for_a_token_has_no_token_to_replace():
    """Its refusal is final."""
    with pytest.raises(TokenRejected):
        attempts(AppSecret("a", "b").tenant_token().call).judge(refusal(99991663))


def test_secrets_reach_the_error():
    """What the shell names as secret is masked."""
    with pytest.raises(InvalidRequest, match=r"\*\*\*"):
        attempts(SAFE).judge(Answer(400, {}, b'{"code":230001,"msg":"t-1"}'), secrets=("t-1",))


def test_what_a_code_says_after_an_uncertain_attempt():
    """A message that is recalled already has been recalled by the attempt whose answer was lost, and only then."""
    delete = calls.message_delete("om_1")
    lost = attempts(delete)
    again = lost.judge(MAYBE_ARRIVED)
    assert isinstance(again, Again)
    assert lost.uncertain

    assert lost.judge(refusal(230011)) == {}
    with pytest.raises(InvalidRequest):
        attempts(delete).judge(refusal(230011))
    never_left = attempts(delete)
    never_left.judge(NEVER_LEFT)
    with pytest.raises(InvalidRequest):
        never_left.judge(refusal(230011))


@pytest.mark.parametrize(("outcome", "uncertain"), [(BROKEN, True), (TURNED_AWAY, False), (refusal(230049), False)])
def test_what_makes_an_attempt_uncertain(outcome, uncertain):
    """A server error may have come after the work was done; an answer that says what it did is clear."""
    once = attempts(SAFE)
    once.judge(outcome)

    assert once.uncertain is uncertain


def test_a_card_in_use_is_waited_for():
    """For as long as a callback may take, besides the attempts for other reasons, and only if it may be repeated."""
    in_use = attempts(SAFE, retries=1)
    waits = [in_use.judge(refusal(200810)) for _ in range(4)]
    assert [again.delay for again in waits if isinstance(again, Again)] == [1.0] * 4

    assert isinstance(in_use.judge(BROKEN), Again)
    with pytest.raises(ApiError):
        in_use.judge(refusal(200810))
    with pytest.raises(ApiError):
        attempts(SAFE, retries=0).judge(refusal(200810))
    with pytest.raises(ApiError):
        attempts(UNSAFE).judge(refusal(200810))


def test_a_body_that_is_gone_is_not_sent_again():
    """Neither for a stale token nor after a failure; before it was begun it can."""
    upload = Upload({}, "file", iter([b"x"]), size_bytes=None, limit_bytes=10)
    call = Call("POST", "/open-apis/x", repeatable=True, upload=upload)
    assert isinstance(attempts(call).judge(NEVER_LEFT), Again)
    list(upload.sync_pieces())

    for outcome in (refusal(99991663), NEVER_LEFT, BROKEN):
        with pytest.raises(ApiError):
            attempts(call).judge(outcome)
