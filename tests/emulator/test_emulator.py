"""The emulator as a whole: its tenant, its three ports, and how it starts and stops."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys

import pytest

from larkline.clock import ManualClock
from larkline.emulator import Emulator, UnknownThing
from larkline.emulator.errors import EmulatorError, PortTaken
from larkline.emulator.http.listener import listener_on
from larkline.errors import ConfigurationError, FeishuError
from larkline.wire.delivery import Delivery, Response
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import answer, dial


async def test_the_same_seed_gives_the_same_tenant():
    """Ids and credentials follow the seed; without one they differ each time."""
    ones, others, chance = Emulator(seed=7), Emulator(seed=7), Emulator()

    assert ones.info() == others.info()
    assert ones.info()["app_secret"] != chance.info()["app_secret"]


async def test_the_seeded_people_are_there(local):
    """Two people, a group, and a direct chat of each with the bot."""
    assert local.user("ou_alice").name == "阿丽"
    assert local.user("ou_bob").name == "小王"
    assert local.chat("oc_team").members == ["ou_alice", "ou_bob"]
    assert local.chat("oc_bob").kind == "p2p"


async def test_people_groups_and_apps_can_be_added(local):
    """A new person has a direct chat with every bot, a new app is in every group."""
    carol = local.user("ou_carol", name="小李")
    helper = local.app(name="助手")
    group = local.chat("oc_new", name="新群", members=["ou_carol"])
    message = await local.send("你好", to="ou_carol", app_id=helper.app_id)

    assert helper.app_id in local.chat("oc_team").bots
    assert group.bots == [local.app().app_id, helper.app_id]
    assert local.chat(message.chat_id).members == [carol.open_id]
    assert local.user("ou_carol", name="ignored") is carol


@pytest.mark.parametrize("add", ["user", "chat"])
@pytest.mark.parametrize("rest", ["", "张", "é", "a b", "x" * 65])
async def test_an_id_is_plain_letters(local, add, rest):
    """Ids of the platform hold letters of ASCII, digits, - and _ only."""
    prefix = {"user": "ou", "chat": "oc"}[add]
    with pytest.raises(EmulatorError, match=f"is no id; it is {prefix}_ and at most 64 letters"):
        getattr(local, add)(f"{prefix}_{rest}", name="x")


@pytest.mark.parametrize("url", ["", " "])
async def test_an_empty_link_is_not_written(local, url):
    """Nothing is written to the chat."""
    with pytest.raises(EmulatorError, match="url is empty"):
        local.begin_preview(url)

    assert local.messages() == []


async def test_a_person_reads_in_another_language(local):
    """What they say to a bot does not change, but which texts of a card they see; those without that language stay."""
    title = {"tag": "plain_text", "content": "订单", "i18n_content": {"en_us": "Order"}}
    body = {"elements": [{"tag": "markdown", "content": "42"}]}
    sent = await local.send({"schema": "2.0", "header": {"title": title}, "body": body}, to="ou_alice")
    alice = local.user("ou_alice", locale="en_us")
    view = local.card_of(sent)

    assert alice.locale == local.user("ou_alice").locale == "en_us"
    assert (view.text, view.text_in(alice.locale), view.text_in("de_de")) == ("订单\n42", "Order\n42", "订单\n42")
    assert local.user("ou_bob").locale == "zh_cn"
    view["config"] = {"locales": ["zh_cn"]}
    assert view.text_in("en_us") == view.text
    view["config"] = {"locales": []}
    assert view.text_in("en_us") == "Order\n42"
    with pytest.raises(EmulatorError, match="locale 'klingon' is not a language of cards; one of zh_cn"):
        local.user("ou_alice", locale="klingon")


@pytest.mark.parametrize("look_up", ["user", "chat", "app", "card_of", "messages"])
async def test_an_unknown_id_names_the_known_ones(local, look_up):
    """The error helps whoever mistyped."""
    with pytest.raises(UnknownThing, match="'nobody'"):
        getattr(local, look_up)("nobody")


async def test_a_served_emulator_tells_where_it_is(served):
    """The keys of ``--json``, and the journal's path."""
    info = served.info()

    assert set(info) == {
        "platform_url",
        "gateway_url",
        "console_url",
        "token",
        "app_id",
        "app_secret",
        "encrypt_key",
        "verification_token",
        "journal",
    }
    assert len({info["platform_url"], info["console_url"], info["gateway_url"]}) == 3


async def test_it_is_not_served_twice_nor_to_other_machines(served):
    """A second call and a foreign address are refused with a sentence."""
    with pytest.raises(ConfigurationError, match="already"):
        await served.serve()
    async with Emulator() as other:
        with pytest.raises(ConfigurationError, match="loopback"):
            await other.serve(host="0.0.0.0")


async def test_a_taken_port_is_named_and_leaves_nothing_open(served):
    """The error carries the port; what had been opened is closed again."""
    taken = int(served.info()["console_url"].rpartition(":")[2])
    async with Emulator() as other:
        with pytest.raises(PortTaken, match=str(taken)) as caught:
            await other.serve(console_port=taken)
        await other.serve()

    assert caught.value.port == taken


async def test_deadlines_of_other_programs_do_not_follow_the_clock(served):
    """Moving time leaves a delivery over a socket alone, as its program lives in real time."""
    go = asyncio.Event()

    async def slow(delivery: Delivery) -> Response | None:
        await go.wait()
        return await answer({})(delivery)

    client = await dial(served.info(), slow)
    await served.wait(online=1)
    pending = await served.begin_click(await served.send(CARD), "同意")
    await served.clock.advance(60)
    go.set()
    click = await pending
    await client.close()

    assert click.verdict.outcome == "ok"


async def test_starting_and_stopping_are_quick():
    """Three ports are open and closed again well within a second each."""
    loop = asyncio.get_running_loop()
    async with Emulator(seed=1) as feishu:
        begun = loop.time()
        await feishu.serve()
        up = loop.time() - begun
        begun = loop.time()
    down = loop.time() - begun

    assert up < 1.0
    assert down < 1.0


def test_it_can_be_made_and_let_go_without_a_loop():
    """A plain fixture makes one before the loop of the test runs."""
    feishu = Emulator(seed=1)

    assert isinstance(feishu.clock, ManualClock)
    feishu.abandon()


@pytest.fixture
def careless():
    """An emulator that nobody closes, as a plain fixture gives it; its ports must be free again afterwards."""
    feishu = Emulator(seed=1)
    yield feishu
    feishu.abandon()
    for name in ("platform_url", "gateway_url", "console_url"):
        listener_on("127.0.0.1", int(feishu.info()[name].rpartition(":")[2])).close()


async def test_a_plain_fixture_can_let_go_of_a_served_one(careless):
    """It is being served when the loop of the test ends, and nothing warns."""
    info = await careless.serve()

    assert info["platform_url"]


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """Run a program of a few lines."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_importing_it_loads_no_server():
    """The packages of the extra, and httpx2, are loaded when they are needed."""
    heavy = "{'starlette', 'uvicorn', 'httpx2', 'websockets'}"
    done = run_python(f"import sys, larkline.emulator; print({heavy} & sys.modules.keys())")

    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("missing", "use"), [("uvicorn", "asyncio.run(feishu.serve())"), ("starlette", "feishu.platform()")]
)
def test_a_missing_extra_is_one_sentence(missing, use):
    """The import works, and what needs the package says how to get it."""
    done = run_python(
        f"import asyncio, sys; sys.modules[{missing!r}] = None\n"
        f"from larkline.emulator import Emulator, EmulatorError\nfeishu = Emulator()\n"
        f"try:\n    {use}\nexcept EmulatorError as error:\n    print(error)"
    )

    assert done.stdout.strip() == (
        f"the emulator needs {missing}, which is not installed: pip install 'larkline[emulator]'"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"profile": "Strict"}, "'Strict' is no profile; there are documented, strict, lenient"),
        ({"rules_off": {"respons.slow"}}, "'respons.slow' is no rule of the verdicts; there is response.slow"),
    ],
)
def test_a_misspelt_option_is_told(options, sentence):
    """Instead of judging otherwise than was asked for."""
    with pytest.raises(FeishuError, match=re.escape(sentence)):
        Emulator(**options)
