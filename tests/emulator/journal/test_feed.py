"""The feed of changes: numbered, bounded, and somebody can wait for the next."""

from __future__ import annotations

import asyncio

from larkline.emulator.journal.feed import Feed


def test_changes_are_given_in_order_after_a_number():
    """Each has the next number; whoever knows one gets those after it."""
    feed = Feed()
    start = feed.last
    for id_ in "abc":
        feed.tell("message", "added", id_)
    after_all, after_one = feed.since(start), feed.since(start + 1)

    assert after_all is not None
    assert [(change.number - start, change.id) for change in after_all] == [(1, "a"), (2, "b"), (3, "c")]
    assert after_one == after_all[1:]
    assert feed.since(feed.last) == []


def test_forgotten_and_foreign_numbers_are_noticed():
    """A reader that was away too long, or comes from another run, learns that it has to look at everything."""
    feed = Feed(kept=2)
    start = feed.last
    for id_ in "abc":
        feed.tell("message", "added", id_)

    assert feed.since(start) is None
    assert feed.since(start + 1) is not None
    assert feed.since(feed.last + 1) is None
    assert feed.since(5) is None


def test_an_empty_feed_knows_where_it_begins():
    """Nothing has changed since its own beginning; everything else is of another run."""
    feed = Feed()

    assert feed.since(feed.last) == []
    assert feed.since(feed.last - 1) is None


async def test_waiting_ends_with_a_change_or_with_the_end():
    """Both wake a reader, who then looks."""
    feed = Feed()
    waiting = asyncio.ensure_future(feed.after(feed.last))
    await asyncio.sleep(0)
    feed.tell("clock", "moved")
    async with asyncio.timeout(5):
        await waiting
    waiting = asyncio.ensure_future(feed.after(feed.last))
    await asyncio.sleep(0)
    feed.end()
    async with asyncio.timeout(5):
        await waiting

    assert feed.ended
