"""Store apps: tickets, tokens for each tenant, and what one tenant may not see of another (S11)."""

from __future__ import annotations

import json

import pytest

from larkline.emulator import EmulatorError
from larkline.wire.endpoint import ENDPOINT_PATH, endpoint_request
from tests.emulator.hook_app import HookApp, hook_answer

BUTTON = {"tag": "button", "text": {"tag": "plain_text", "content": "同意"}}
CARD = {"schema": "2.0", "body": {"elements": [BUTTON]}}


@pytest.fixture
def store(api):
    """A store app, which is installed in two tenants."""
    return api.feishu.app(name="商店应用", app_type="store")


@pytest.fixture
async def hook(api, store):
    """The webhook of the store app."""
    app = HookApp(hook_answer(200, b"{}"))
    async with api.feishu.running(app, webhook=True, app_id=store.app_id):
        yield app


async def ask(api, path, *, status=200, **members):
    """Make a call that carries credentials."""
    return await api.call("POST", f"/auth/v3/{path}", status=status, json=members)


def secret_of(app):
    """Give the credentials of an app."""
    return {"app_id": app.app_id, "app_secret": app.app_secret}


async def pushed_tickets(api, hook):
    """Give the tickets that have come, oldest first."""
    await api.feishu.wait(idle=0)
    events = [json.loads(hook.payload(request)) for request in hook.requests]
    return [event["event"]["app_ticket"] for event in events if "app_ticket" in event["event"]]


async def app_token(api, store, hook):
    """Ask for a ticket and give the app token for it."""
    await ask(api, "app_ticket/resend", **secret_of(store))
    ticket = (await pushed_tickets(api, hook))[-1]
    return (await ask(api, "app_access_token", **secret_of(store), app_ticket=ticket))["app_access_token"]


async def tenant_token(api, store, hook, tenant_key):
    """Give the token for a tenant."""
    token = await app_token(api, store, hook)
    answer = await ask(api, "tenant_access_token", app_access_token=token, tenant_key=tenant_key)
    return answer["tenant_access_token"]


async def test_a_ticket_is_pushed_when_it_is_asked_for(api, store, hook):
    """It comes as an event in the older envelope, for the app and for no tenant."""
    answer = await ask(api, "app_ticket/resend", **secret_of(store))
    await api.feishu.wait(deliveries=1)
    body = json.loads(hook.payload(hook.requests[0]))

    assert answer == {"code": 0, "msg": "success"}
    assert (body["type"], body["token"]) == ("event_callback", store.verification_token)
    assert body["event"].keys() == {"type", "app_id", "app_ticket"}
    assert body["event"]["app_id"] == store.app_id
    assert api.feishu.deliveries()[0].verdict.ok


async def test_a_ticket_is_pushed_every_hour(api, store, hook):
    """By the clock, a new one each time."""
    await api.feishu.clock.advance(3599)
    before = await pushed_tickets(api, hook)
    await api.feishu.clock.advance(1)
    await api.feishu.clock.advance(2 * 3600)
    tickets = await pushed_tickets(api, hook)

    assert before == []
    assert len(set(tickets)) == 3


async def test_without_a_webhook_no_hourly_ticket_is_pushed(api, store):
    """There is nowhere to push it to."""
    await api.feishu.clock.advance(7200)

    assert api.feishu.deliveries() == []


async def test_a_ticket_gives_an_app_token_and_that_a_token_for_each_tenant(api, store, hook):
    """The tokens of two tenants differ; each is kept like any other token."""
    token = await app_token(api, store, hook)
    ours, theirs = api.feishu.core.world.tenants
    answers = [
        await ask(api, "tenant_access_token", app_access_token=token, tenant_key=key) for key in (ours, theirs, ours)
    ]
    tokens = [answer["tenant_access_token"] for answer in answers]

    assert token.startswith("a-")
    assert tokens[0] == tokens[2] != tokens[1]
    assert {(answer["code"], answer["expire"]) for answer in answers} == {(0, 7200)}


async def test_only_the_newest_ticket_is_good(api, store, hook):
    """A wrong or an old ticket is 10012."""
    await ask(api, "app_ticket/resend", **secret_of(store))
    await ask(api, "app_ticket/resend", **secret_of(store))
    old, new = await pushed_tickets(api, hook)
    codes = [
        (await ask(api, "app_access_token", **secret_of(store), app_ticket=ticket))["code"]
        for ticket in ("wrong", old, new)
    ]

    assert codes == [10012, 10012, 0]


@pytest.mark.parametrize(
    ("path", "changes", "status", "code"),
    [
        ("app_ticket/resend", {"app_secret": "wrong"}, 200, 10015),
        ("app_ticket/resend", {"app_id": "cli_0000000000000000"}, 200, 10014),
        ("app_ticket/resend", {"app_id": None}, 400, 10003),
        ("app_access_token", {"app_ticket": ""}, 400, 10003),
        ("app_access_token", {"app_ticket": "t", "app_secret": "wrong"}, 200, 10015),
        ("tenant_access_token", {"app_access_token": "a-x"}, 400, 10003),
        ("tenant_access_token", {"app_access_token": "a-x", "tenant_key": "k"}, 200, 99991664),
        ("tenant_access_token/internal", {}, 200, 10014),
        ("app_access_token/internal", {}, 200, 10014),
    ],
)
async def test_a_wrong_question_of_a_store_app_has_its_code(api, store, path, changes, status, code):
    """Which part is wrong, or missing, can be told from the code."""
    answer = await ask(api, path, status=status, **{**secret_of(store), **changes})

    assert answer["code"] == code


async def test_a_self_built_app_has_no_ticket(api):
    """Asking for one is 10016, and a made up one is 10012."""
    app = secret_of(api.feishu.app())

    assert (await ask(api, "app_ticket/resend", **app))["code"] == 10016
    assert (await ask(api, "app_access_token", **app, app_ticket="t"))["code"] == 10012


async def test_a_tenant_that_has_not_installed_the_app_gets_no_token(api, store, hook):
    """The code is 10013."""
    token = await app_token(api, store, hook)
    answer = await ask(api, "tenant_access_token", app_access_token=token, tenant_key="nobody")

    assert answer["code"] == 10013


async def test_a_tenant_that_comes_later_has_the_store_apps(api, store, hook):
    """A new tenant has installed them, and its people have direct chats with their bots."""
    tenant = api.feishu.tenant(name="第三家")
    api.feishu.user("ou_eve", name="小夏", tenant_key=tenant.tenant_key)
    api.token = await tenant_token(api, store, hook, tenant.tenant_key)
    said = await api.feishu.say("你好", by="ou_eve")

    assert said.deliveries[0].push.app_id == store.app_id
    assert (await api.call("GET", f"/im/v1/messages/{said.message.message_id}"))["code"] == 0


async def test_the_token_of_the_app_itself_speaks_for_no_tenant(api, store, hook):
    """Other calls refuse it with 99991664."""
    api.token = await app_token(api, store, hook)

    assert await api.refusal("GET", "/bot/v3/info") == 99991664


async def test_a_tenant_token_sees_one_tenant_only(api, store, hook):
    """Chats, people and messages of the other tenant are out of its reach."""
    ours, theirs = api.feishu.core.world.tenants
    message = await api.feishu.send("内部", to="oc_team", app_id=store.app_id)
    open_id = store.sees(api.feishu.user("ou_bob")).open_id
    text = json.dumps({"text": "你好"})
    api.token = await tenant_token(api, store, hook, theirs)
    codes = [
        await api.refusal("GET", f"/im/v1/messages/{message.message_id}"),
        *[
            await api.refusal(
                "POST",
                f"/im/v1/messages?receive_id_type={kind}",
                json={"receive_id": to, "msg_type": "text", "content": text},
            )
            for kind, to in (("chat_id", "oc_team"), ("open_id", open_id))
        ],
    ]
    sent = await api.send(text, to="oc_partner")

    assert codes == [230050, 230034, 230034]
    assert sent["sender"]["tenant_key"] == theirs != ours


async def test_deliveries_carry_the_tenant_they_come_from(api, store, hook):
    """In the header, and wherever the person is named."""
    ours, theirs = api.feishu.core.world.tenants
    for chat, person in (("oc_team", "ou_alice"), ("oc_partner", "ou_carol")):
        message = await api.feishu.send(CARD, to=chat, app_id=store.app_id)
        await api.feishu.click(message, "同意", by=person)
    said = api.feishu.begin_say("你好", by="ou_carol", to="oc_partner")[1]
    await api.feishu.wait(idle=0)
    await api.feishu.trigger("im.message.reaction.created_v1", app_id=store.app_id, tenant_key=theirs)
    bodies = [json.loads(hook.payload(request)) for request in hook.requests]

    assert len(said) == 1
    assert [body["header"]["tenant_key"] for body in bodies] == [ours, theirs, theirs, theirs]
    assert [body["event"]["operator"]["tenant_key"] for body in bodies[:2]] == [ours, theirs]
    assert bodies[2]["event"]["sender"]["tenant_key"] == theirs


async def test_each_app_knows_a_person_by_an_open_id_of_its_own(api, store, hook):
    """The first app knows the id of the verbs, others another one; the union id is one and the same."""
    message = await api.feishu.send(CARD, to="oc_team", app_id=store.app_id)
    await api.feishu.click(message, "同意", by="ou_alice")
    alice = api.feishu.user("ou_alice")
    operator = json.loads(hook.payload(hook.requests[0]))["event"]["operator"]

    assert operator["open_id"] == store.sees(alice).open_id != "ou_alice"
    assert operator["union_id"] == alice.union_id
    assert api.feishu.app().sees(alice) == alice
    assert api.feishu.user(operator["open_id"]) == alice


async def test_a_message_to_the_open_id_of_another_app_finds_nobody(api, store, hook):
    """The app's own id of the same person does."""
    api.token = await tenant_token(api, store, hook, api.feishu.tenant().tenant_key)
    path = "/im/v1/messages?receive_id_type=open_id"
    body = {"msg_type": "text", "content": json.dumps({"text": "你好"})}
    own = store.sees(api.feishu.user("ou_alice")).open_id
    sent = await api.call("POST", path, json={**body, "receive_id": own})

    assert await api.refusal("POST", path, json={**body, "receive_id": "ou_alice"}) == 230034
    assert api.feishu.chat(sent["data"]["chat_id"]).members == ["ou_alice"]


async def test_a_card_for_one_person_names_them_by_the_open_id_of_the_app(api, store, hook):
    """The open ids of an exclusive update are those the app knows."""
    old = {"config": {"update_multi": False}, "elements": [{**BUTTON, "value": {}}]}
    message = await api.feishu.send(old, to="oc_team", app_id=store.app_id)
    await api.feishu.click(message, "同意", by="ou_alice")
    token = json.loads(hook.payload(hook.requests[0]))["event"]["token"]
    new = {"config": {"update_multi": False}, "elements": [{"tag": "hr"}]}
    bob = store.sees(api.feishu.user("ou_bob")).open_id
    api.token = await tenant_token(api, store, hook, api.feishu.tenant().tenant_key)
    path = "/interactive/v1/card/update"
    refused = await api.refusal("POST", path, json={"token": token, "card": {**new, "open_ids": ["ou_bob"]}})
    await api.call("POST", path, json={"token": token, "card": {**new, "open_ids": [bob]}})

    assert refused == 200320
    assert api.feishu.card_of(message, by="ou_bob") == new
    assert api.feishu.card_of(message, by="ou_alice") == old


async def test_a_store_app_has_no_long_connection(api, store):
    """Discovery refuses it and says why."""
    answer = await api.client.post(ENDPOINT_PATH, content=endpoint_request(store.app_id, store.app_secret))

    assert (answer.status_code, answer.json()["code"]) == (200, 403)
    assert "store app" in answer.json()["msg"]


async def test_the_second_tenant_comes_back_with_a_reset(api, store):
    """Its seeded people and chats are there again, what was added is not, and every bot is where it was."""
    world = api.feishu.core.world
    theirs = list(world.tenants)[1]
    before = {chat_id: list(chat.bots) for chat_id, chat in world.chats.items()}
    api.feishu.user("ou_eve", name="小夏", tenant_key=theirs)
    api.feishu.chat("oc_more", name="新群", members=["ou_carol", "ou_eve"])
    api.feishu.core.reset()

    assert list(world.people) == ["ou_alice", "ou_bob", "ou_carol", "ou_dan"]
    assert {chat_id: list(chat.bots) for chat_id, chat in world.chats.items()} == before


async def test_a_group_belongs_to_one_tenant(api, store):
    """People of two tenants cannot be put into one, and a trigger needs a tenant with people and the app."""
    empty = api.feishu.tenant(name="第三家")

    with pytest.raises(EmulatorError, match="different tenants"):
        api.feishu.chat("oc_mixed", name="混合", members=["ou_alice", "ou_carol"])
    with pytest.raises(EmulatorError, match="not installed"):
        await api.feishu.trigger("im.message.receive_v1", tenant_key=empty.tenant_key)
    with pytest.raises(EmulatorError, match="no people"):
        await api.feishu.trigger("im.message.receive_v1", app_id=store.app_id, tenant_key=empty.tenant_key)
