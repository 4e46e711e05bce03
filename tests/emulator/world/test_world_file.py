"""A world from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from larkline import Card, Markdown
from larkline.emulator import Emulator
from larkline.emulator.world.world_file import read_world_file
from larkline.errors import ConfigurationError

WORLD = {
    "tenants": ["合作方"],
    "people": [{"open_id": "ou_zhao", "name": "赵敏"}, {"open_id": "ou_far", "name": "远方", "tenant": "合作方"}],
    "groups": [{"chat_id": "oc_ops", "name": "值班群", "members": ["ou_alice", "ou_zhao"]}],
    "apps": [{"url_patterns": ["git.example.com"]}, {"name": "第二个机器人", "callbacks": "webhook"}],
    "templates": [{"template_id": "tpl_1", "file": "card.json", "variables": {"who": "text"}}],
    "rules_off": ["response.slow"],
}


def written(folder: Path, world: object) -> Path:
    """Write a world and the card it names."""
    (folder / "card.json").write_bytes(Card(elements=[Markdown("你好 ${who}")]).to_json())
    path = folder / "world.json"
    path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    return path


async def test_everything_of_a_file_is_there(tmp_path):
    """Besides the people and the group of every run, and with templates read beside the file."""
    async with Emulator(seed=1, world=written(tmp_path, WORLD)) as feishu:
        message = await feishu.send(
            {"type": "template", "data": {"template_id": "tpl_1", "template_variable": {"who": "赵敏"}}}, to="oc_ops"
        )

        assert feishu.user("ou_zhao").name == "赵敏"
        assert feishu.user("ou_far").tenant_key not in ("", feishu.user("ou_alice").tenant_key)
        assert feishu.chat("oc_ops").members == ["ou_alice", "ou_zhao"]
        assert feishu.app().subscription.url_patterns == ["git.example.com"]
        assert [app.name for app in feishu.core.world.apps.values()][1:] == ["第二个机器人"]
        assert "你好 赵敏" in feishu.card_of(message).text


async def test_a_reset_comes_back_to_it(tmp_path):
    """Whoever came later is gone, whoever the file names is there."""
    async with Emulator(seed=1, world=written(tmp_path, WORLD)) as feishu:
        feishu.user("ou_late", name="后来")
        feishu.core.reset()

        assert {"ou_zhao", "ou_far"} <= feishu.core.world.people.keys()
        assert "ou_late" not in feishu.core.world.people
        assert "oc_ops" in feishu.core.world.chats


@pytest.mark.parametrize(
    ("world", "said"),
    [
        ([], r"Expected `object`"),
        ({"persons": []}, "persons"),
        ({"people": [{"open_id": "ou_x"}]}, r"\$\.people\[0\]"),
        ({"people": [{"open_id": "x", "name": "x"}]}, r"\$\.people\[0\].*x"),
        ({"people": [{"open_id": "ou_x", "name": "x", "tenant": "nowhere"}]}, r"\$\.people\[0\].*nowhere"),
        ({"groups": [{"chat_id": "oc_x", "name": "x", "members": ["ou_none"]}]}, r"\$\.groups\[0\].*ou_none"),
        ({"apps": [{"events": "pigeon"}]}, r"\$\.apps\[0\]\.events"),
        ({"apps": [{"name": "x", "app_secret": "hunter2"}]}, "app_secret"),
        ({"templates": [{"template_id": "t"}]}, r"\$\.templates\[0\] needs either card or file"),
        ({"templates": [{"template_id": "t", "file": "missing.json"}]}, r"\$\.templates\[0\].*No such file"),
    ],
)
def test_what_is_wrong_in_it_is_named(tmp_path, world, said):
    """One sentence with the file and the place, and no secret that someone wrote there."""
    with pytest.raises(ConfigurationError, match=said) as caught:
        Emulator(seed=1, world=written(tmp_path, world))

    assert "world.json" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_no_json_is_refused(tmp_path, content):
    """Whatever the bytes are."""
    path = tmp_path / "world.json"
    path.write_bytes(content)

    with pytest.raises(ConfigurationError, match="is not as it has to be"):
        read_world_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    """With the reason."""
    with pytest.raises(ConfigurationError, match=r"nothing\.json cannot be read: No such file"):
        Emulator(world=tmp_path / "nothing.json")
