"""The official calls with which an app changes its own settings and publishes them (S8)."""

from __future__ import annotations

import pytest

from larkline.emulator.core import Core
from tests.emulator.hook_server import always, answering, http, serving
from tests.emulator.tiny_client import answer


def path(core: Core, what: str, app_id: str = "") -> str:
    """Give the path of a call about an app."""
    return f"/application/v7/applications/{app_id or core.world.app().app_id}/{what}"


@pytest.fixture
def config(local):
    """The path of the app's configuration."""
    return path(local.core, "config")


async def test_config_sets_modes_and_types(api, local, connect_locally, config):
    """S8, the documented way: both modes to websocket, with the types added and removed."""
    await connect_locally(answer({}))
    local.configure(event_types=["im.chat.updated_v1"], callback_types=[])
    body = {
        "event": {
            "subscription_type": "websocket",
            "add_events": ["im.message.receive_v1"],
            "remove_events": ["im.chat.updated_v1"],
        },
        "callback": {"callback_type": "websocket", "add_callbacks": ["card.action.trigger", "url.preview.get"]},
        "scope": {"add_scopes": [{"scope_name": "im:message", "token_type": "tenant"}]},
    }
    done = await api.call("PATCH", config, json=body)
    settings = local.app().subscription

    assert done == {"code": 0, "msg": "success", "data": {}}
    assert (settings.events, settings.callbacks) == ("long_connection", "long_connection")
    assert settings.event_types == ("im.message.receive_v1",)
    assert settings.callback_types == ("card.action.trigger", "url.preview.get")


async def test_config_checks_an_address(api, local, config):
    """S9 by the official call: an address that answers is saved, another one gets 210042."""
    async with serving(answering(local.app().encrypt_key, always(http({})))) as server:
        callback = {"callback_type": "webhook", "request_url": server.url()}
        await api.call("PATCH", config, json={"callback": callback})
    refused = await api.call(
        "PATCH", config, json={"event": {"subscription_type": "webhook", "request_url": server.url()}}, status=400
    )

    assert local.app().subscription.callback_url == server.url()
    assert refused["code"] == 210042
    assert "takes no connections" in refused["msg"]
    assert local.app().subscription.event_url == ""


async def test_config_switches_encryption(api, local, config):
    """A strategy without a key means none; the keys themselves cannot be changed here."""
    await api.call("PATCH", config, json={"event_and_callback_encrypt_strategy": {}})
    off = local.app().subscription.encrypted
    key = {"encryption_key": local.app().encrypt_key, "verification_token": local.app().verification_token}
    await api.call("PATCH", config, json={"event_and_callback_encrypt_strategy": key})
    on = local.app().subscription.encrypted
    other = {"event_and_callback_encrypt_strategy": {"encryption_key": "another"}}

    assert (off, on) == (False, True)
    assert await api.refusal("PATCH", config, json=other) == 210031


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"nonsense": {}},
        {"event": []},
        {"event": {}},
        {"event": {"subscription_type": "pigeon"}},
        {"event": {"subscription_type": "websocket"}},
        {"event": {"subscription_type": "webhook"}},
        {"event": {"subscription_type": "webhook", "request_url": 5}},
        {"callback": {"callback_type": "webhook", "add_callbacks": "card.action.trigger"}},
        {"callback": {"callback_type": "webhook", "add_callbacks": [""]}},
        {"visibility": {"is_visible_to_all": True}},
    ],
)
async def test_config_refuses_what_is_invalid(api, config, body):
    """210031 for a wrong shape, a mode that cannot be saved, and what is not emulated: never a silent success."""
    assert await api.refusal("PATCH", config, json=body) == 210031


async def test_config_is_of_the_app_itself(api, local):
    """210032 for an app that is none, 210036 for another one, 210034 for one of the store."""
    other, store = local.app(name="另一个"), local.app(name="商店应用", app_type="store")
    codes = [
        await api.refusal("PATCH", path(local.core, "config", "cli_none"), json={}, status=404),
        await api.refusal("PATCH", path(local.core, "config", other.app_id), json={}, status=403),
    ]
    api.become(store)
    codes.append(await api.refusal("PATCH", path(local.core, "config", store.app_id), json={}))

    assert codes == [210032, 210036, 210034]


async def test_ability_is_taken(api, local):
    """An app here always has a bot; switching it off is refused."""
    ability = path(local.core, "ability")
    done = await api.call("PATCH", ability, json={"bot": {"enable": True, "bot_menu_enable": True}})

    assert done["code"] == 0
    assert await api.refusal("PATCH", ability, json={"bot": {"enable": False}}) == 210031
    assert await api.refusal("PATCH", ability, json={"bot": 1}) == 210031


async def test_publish_gives_a_version(api, local):
    """What was saved is in force, and the version is told."""
    local.core.settings.auto_publish = False
    local.configure(encrypted=False)
    before = local.app().subscription.encrypted
    body = {"remark": "x", "changelog": "y", "mobile_default_ability": "bot", "pc_default_ability": "bot"}
    first = await api.call("POST", path(local.core, "publish"), json=body)
    second = await api.call("POST", path(local.core, "publish"), json={**body, "version": "2.0.0"})

    assert (before, local.app().subscription.encrypted) == (True, False)
    assert first["data"]["version"] == "1.0.1"
    assert first["data"]["version_id"].startswith("oav_")
    assert second["data"]["version"] == "2.0.0"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"remark": "x"}, 210304),
        ({"remark": "", "changelog": "y"}, 210304),
        ({"remark": "x", "changelog": "y", "version": "2"}, 210303),
        ({"remark": "x", "changelog": "y", "version": 2}, 210303),
    ],
)
async def test_publish_refuses_what_is_incomplete(api, local, body, code):
    """A reason and a description are needed, and a version has three numbers."""
    assert await api.refusal("POST", path(local.core, "publish"), json=body) == code
