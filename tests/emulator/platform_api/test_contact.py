"""``contact/v3/users``: who somebody is, and who has an address."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("kind", ["open_id", "union_id", "user_id"])
async def test_a_person_is_told_about(api, kind):
    """By whatever id is asked with."""
    bob = api.feishu.user("ou_bob")
    user = (await api.call("GET", f"/contact/v3/users/{getattr(bob, kind)}?user_id_type={kind}"))["data"]["user"]

    assert (user["name"], user["open_id"], user["union_id"], user["user_id"]) == (
        "小王",
        "ou_bob",
        bob.union_id,
        "bob",
    )
    assert user["email"] == "bob@example.com"


async def test_a_person_of_another_tenant_may_not_be_seen(api):
    """The answer is that for somebody outside the range of the app's contacts."""
    api.feishu.app(name="商店应用", app_type="store")

    assert await api.refusal("GET", "/contact/v3/users/ou_carol") == 41050


@pytest.mark.parametrize("path", ["ou_nobody", "ou_bob?user_id_type=user_id", "ou_bob?user_id_type=x"])
async def test_a_person_that_is_not_there_has_its_code(api, path):
    """Unknown, or asked for by another kind of id."""
    assert await api.refusal("GET", f"/contact/v3/users/{path}") == 41012


async def test_people_are_found_by_their_addresses(api):
    """An address that nobody has comes back alone, and nobody has a telephone."""
    body = {"emails": ["bob@example.com", "nobody@example.com"], "mobiles": ["+8613800000000"]}
    found = (await api.call("POST", "/contact/v3/users/batch_get_id?user_id_type=open_id", json=body))["data"]

    assert found["user_list"] == [
        {"user_id": "ou_bob", "email": "bob@example.com"},
        {"email": "nobody@example.com"},
        {"mobile": "+8613800000000"},
    ]


@pytest.mark.parametrize(
    "body", [None, {}, {"emails": []}, {"emails": "a@b"}, {"emails": [5]}, {"mobiles": ["1"] * 51}]
)
async def test_a_question_for_addresses_that_makes_no_sense(api, body):
    """None, too many, or no texts."""
    options = {} if body is None else {"json": body}

    assert await api.refusal("POST", "/contact/v3/users/batch_get_id", **options) == 99992402
