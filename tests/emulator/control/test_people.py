"""The control API: tenants, people, groups, who is in them, and what the platform insists on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from tests.emulator.control.errors import check_error


class PeopleConsole:
    """Calls the control API."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def call(self, method: str, path: str, *, status: int = 200, **body: Any) -> Any:
        """Make a call, check the status and give the body."""
        json = body if method != "GET" else None
        response = await self.client.request(method, f"/api/v1{path}", json=json)
        assert response.status_code == status, response.text
        return response.json()


@pytest.fixture
async def console(served: Emulator) -> AsyncIterator[PeopleConsole]:
    """The control API of a served emulator."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client:
        yield PeopleConsole(client)


async def test_a_person_reads_in_another_language(console, served):
    """Cards are then drawn, and acted on, in that language; one that the platform does not know is refused."""
    changed = await console.call("PATCH", "/users/ou_alice", locale="ja_jp")
    await console.call("PATCH", "/users/ou_alice", status=400, locale="xx_xx")
    await console.call("PATCH", "/users/ou_nobody", status=404, locale="ja_jp")

    assert changed["locale"] == "ja_jp"
    assert served.user("ou_alice").locale == "ja_jp"
    assert served.user("ou_bob").locale == "zh_cn"


async def test_tenants_are_listed_and_added(console, served):
    """A store app brings the second one; a third one has no people until some are added."""
    first = (await console.call("GET", "/tenants"))["tenants"]
    app = await console.call("POST", "/apps", name="商店应用", app_type="store")
    third = await console.call("POST", "/tenants", name="第三家")
    user = await console.call("POST", "/users", open_id="ou_eve", name="小夏", tenant_key=third["tenant_key"])
    every = (await console.call("GET", "/tenants"))["tenants"]
    chats = (await console.call("GET", "/chats"))["chats"]

    assert (len(first), len(every), every[0], every[2]) == (1, 3, first[0], third)
    assert user["tenant_key"] == third["tenant_key"]
    assert app["app_type"] == "store"
    assert [chat["bots"] for chat in chats if chat["members"] == ["ou_eve"]] == [[app["id"]]]


async def test_a_group_is_added_and_people_come_and_go(console, served):
    """What comes back is what is listed then; events go to the bots of the group."""
    await console.call("POST", "/users", open_id="ou_eve", name="小夏")
    chat = await console.call("POST", "/chats", id="oc_new", name="新群", members=["ou_alice"])
    came = await console.call("POST", "/chats/oc_new/members", user="ou_eve", by="ou_alice")
    inside = await console.call("GET", "/chats/oc_new/members")
    await console.call("DELETE", "/chats/oc_new/members", user="ou_alice")
    await console.call("DELETE", "/chats/oc_new/members", bot=served.app().app_id)
    after = await console.call("GET", "/chats/oc_new/members")
    await console.call("POST", "/chats/oc_new/members", bot=served.app().app_id)
    delivery = await console.call("GET", f"/deliveries/{came['deliveries'][0]}")

    assert chat["members"] == ["ou_alice"]
    assert [user["open_id"] for user in inside["users"]] == ["ou_alice", "ou_eve"]
    assert [bot["id"] for bot in inside["bots"]] == [served.app().app_id]
    assert ([user["open_id"] for user in after["users"]], after["bots"]) == (["ou_eve"], [])
    assert served.chat("oc_new").bots == [served.app().app_id]
    assert delivery["type"] == "im.chat.member.user.added_v1"


async def test_a_message_is_reacted_to_and_recalled(console, served):
    """Both are told of, and the message is gone."""
    said = await console.call("POST", "/chats/oc_team/messages", text="你好", by="ou_bob")
    reacted = await console.call("POST", f"/messages/{said['id']}/reactions", emoji="OK")
    recalled = await console.call("POST", f"/messages/{said['id']}/recall")
    types = [
        (await console.call("GET", f"/deliveries/{done['deliveries'][0]}"))["type"] for done in (reacted, recalled)
    ]

    assert types == ["im.message.reaction.created_v1", "im.message.recalled_v1"]
    assert served.messages("oc_team") == []


async def test_policies_are_shown_and_changed(console, served):
    """One at a time; the platform goes by them at once."""
    before = await console.call("GET", "/policies")
    changed = await console.call("PATCH", "/policies", rate_limits=True, sensitive_words=["机密"])

    assert before == {"rate_limits": False, "scopes": False, "sensitive_words": [], "recall_seconds": 86400.0}
    assert changed == {**before, "rate_limits": True, "sensitive_words": ["机密"]}
    assert served.policies.rate_limits


async def test_abilities_are_changed(console, served):
    """One at a time, and back again."""
    path = f"/apps/{served.app().app_id}/abilities"
    changed = await console.call("PATCH", path, bot=False, scopes=["im:message"], hidden_from=["ou_bob"])
    back = await console.call("PATCH", path, bot=True, scopes=None, hidden_from=[])

    assert changed == {"bot": False, "scopes": ["im:message"], "hidden_from": ["ou_bob"]}
    assert back == {"bot": True, "scopes": None, "hidden_from": []}


async def test_a_seed_makes_the_same_steps_give_the_same_ids(console, served):
    """Messages have the same ids again, and what was there before is gone."""
    ids = []
    for seed in (5, 5, 6):
        await console.call("POST", "/seed", seed=seed)
        ids.append((await console.call("POST", "/messages", text="你好"))["id"])

    assert ids[0] == ids[1] != ids[2]
    assert len(served.messages()) == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/users", {"open_id": "ou_alice", "name": "又一个"}, 409),
        ("POST", "/users", {"open_id": "alice", "name": "又一个"}, 400),
        ("POST", "/users", {"open_id": "ou_x", "name": " "}, 400),
        ("POST", "/users", {"open_id": "ou_x", "name": "x", "tenant_key": "y"}, 404),
        ("POST", "/chats", {"id": "oc_team", "name": "又一个"}, 409),
        ("POST", "/chats", {"id": "team", "name": "又一个"}, 400),
        ("POST", "/chats", {"id": "oc_x", "name": "x", "members": ["ou_x"]}, 404),
        ("POST", "/tenants", {"name": ""}, 400),
        ("POST", "/apps", {"name": "x", "app_type": "other"}, 400),
        ("POST", "/chats/oc_team/members", {}, 400),
        ("POST", "/chats/oc_team/members", {"user": "ou_bob", "bot": "cli_x"}, 400),
        ("POST", "/chats/oc_team/members", {"user": "ou_bob"}, 400),
        ("DELETE", "/chats/oc_nowhere/members", {"user": "ou_bob"}, 404),
        ("GET", "/chats/oc_nowhere/members", {}, 404),
        ("POST", "/messages/om_x/recall", {}, 404),
        ("PATCH", "/policies", {"rate_limits": 1}, 400),
        ("PATCH", "/apps/cli_x/abilities", {"bot": True}, 404),
        ("POST", "/seed", {"seed": -1}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused(method, path, body, status, console, served):
    """Doubled, unknown, empty, of another type; the world stays as it is."""
    before = (list(served.core.world.people), list(served.core.world.chats), list(served.core.world.tenants))
    error = await console.call(method, path, status=status, **body)

    check_error(error)
    assert before == (list(served.core.world.people), list(served.core.world.chats), list(served.core.world.tenants))


async def test_an_unknown_person_sees_no_messages(console):
    """Who looks has to be somebody, as who writes."""
    unknown = await console.call("GET", "/chats/oc_team/messages?by=ou_nobody", status=404)
    sent = await console.call("POST", "/messages", text="hello")
    also = await console.call("GET", f"/messages/{sent['id']}?by=ou_nobody", status=404)
    known = await console.call("GET", "/chats/oc_team/messages?by=ou_alice")

    assert unknown["message"] == also["message"] == "no person 'ou_nobody'"
    assert [message["id"] for message in known["messages"]] == [sent["id"]]


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_a_person_says_no_empty_text(console, served, text):
    """A client does not send one either, so no app gets it."""
    refused = await console.call("POST", "/chats/oc_team/messages", status=400, text=text)

    assert refused["message"] == "the text is empty, and a client does not send that"
    assert served.deliveries() == []


@pytest.mark.parametrize(
    ("path", "body"), [("/apps", {}), ("/tenants", {}), ("/users", {"open_id": "ou_x"}), ("/chats", {"id": "oc_x"})]
)
async def test_a_name_is_not_longer_than_a_page_can_show(console, path, body):
    """How long it is and may be is told."""
    refused = await console.call("POST", path, status=400, **body, name="x" * 200_000)
    await console.call("POST", path, **body, name="x" * 100)

    assert (refused["message"], refused["hint"]) == ("name has 200000 characters", "at most 100")
