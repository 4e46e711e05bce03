"""Card templates (卡片模板): what the card builder keeps, filled in with variables when a card is sent. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pkgutil import get_data
from typing import Any

from larkline.emulator.cards.content import check_card
from larkline.emulator.errors import WrongValue
from larkline.emulator.failures import CardRefused
from larkline.emulator.http.json_input import read_json

__all__ = ["VARIABLE_TYPES", "Template", "TemplateVersion", "Templates", "starter_templates", "template_from"]

#: What a variable may be.
VARIABLE_TYPES = ("text", "number", "boolean", "image", "person", "object", "array")
_PLACEHOLDER = re.compile(r"\$\{([^{}]+)\}")
_FORMATS = {"image": re.compile(r"img_\S+"), "person": re.compile(r"\S+")}
_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "image": (str,),
    "person": (str,),
    "object": (dict,),
    "array": (list,),
}
#: What the card builder calls the types in its export, as far as it is another word (observed in exported files).
_BUILDER_TYPES = {
    "string": "text",
    "plain_text": "text",
    "markdown": "text",
    "link": "text",
    "date": "text",
    "integer": "number",
    "float": "number",
    "bool": "boolean",
    "img_key": "image",
    "user": "person",
    "personList": "array",
    "objectArray": "array",
    "list": "array",
}


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """
    One version of a template.

    Attributes:
        name: Such as ``1.0.0``.
        card: Card JSON with ``${variable}`` in its texts.
        variables: Type of each variable, one of :data:`VARIABLE_TYPES`; others are taken as they come.
        defaults: What variables are that are not given; else an empty text.
        published: Whether it can be used.
    """

    name: str
    card: Mapping[str, Any]
    variables: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    published: bool = True


@dataclass(slots=True)
class Template:
    """
    A template with its versions, oldest first.

    Attributes:
        app_ids: The apps that may use it; None for every app.
    """

    template_id: str
    name: str = ""
    versions: dict[str, TemplateVersion] = field(default_factory=dict)
    app_ids: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the template for the control API."""
        versions = [
            {
                "version": v.name,
                "published": v.published,
                "variables": dict(v.variables),
                "defaults": dict(v.defaults),
                "card": v.card,
            }
            for v in self.versions.values()
        ]
        return {
            "template_id": self.template_id,
            "name": self.name,
            "app_ids": None if self.app_ids is None else list(self.app_ids),
            "versions": versions,
        }


class Templates:
    """The templates of a platform, those of the official sample bot among them."""

    def __init__(self) -> None:
        self._templates: dict[str, Template] = {}
        self.restore()

    def restore(self) -> None:
        """Go back to those the emulator begins with."""
        self._templates.clear()
        for template in starter_templates():
            self.add(template)

    def __iter__(self) -> Iterator[Template]:
        return iter(self._templates.values())

    def add(self, template: Template) -> Template:
        """Add a template, or further versions of one; gives it as it is now."""
        known = self._templates.setdefault(template.template_id, Template(template.template_id))
        known.name = template.name or known.name
        known.app_ids = template.app_ids
        known.versions.update(template.versions)
        return known

    def fill(self, app_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """
        Make the card that a reference stands for.

        Args:
            data: ``template_id``, ``template_version_name`` (else the newest published one), ``template_variable``.

        Raises:
            CardRefused: 200380 when there is no such template or version, or none that is published; 200381 when this
                app may not use it; 200732 or 200737 when a variable does not fit.

        Source: docs, 发送消息, sub-codes of 230099 (documented).
        """
        template = self._templates.get(str(data.get("template_id") or ""))
        if template is None:
            raise CardRefused(
                200380,
                "template is not visible or does not exist",
                "模板不存在或不可见",
                value=f"template_id {data.get('template_id')!r}",
            )
        if template.app_ids is not None and app_id not in template.app_ids:
            raise CardRefused(
                200381, "template is not visible to the app", "模板对应用不可见", value=template.template_id
            )
        version = _version(template, data.get("template_version_name"))
        given = data.get("template_variable") or {}
        if not isinstance(given, dict):
            raise CardRefused(200732, "template_variable is not a JSON object", "template_variable 不是 JSON 对象")
        for name, type_ in version.variables.items():
            if given.get(name) is not None:
                _check_variable(name, type_, given[name])
        card: dict[str, Any] = _filled(deepcopy(version.card), {**version.defaults, **given})
        return card


def template_from(document: Mapping[str, Any], *, template_id: str = "", version: str = "1.0.0") -> Template:
    """
    Read a template: card JSON alone, what the card builder exports, or the form of :meth:`Template.to_json`.

    Args:
        document: The decoded file.
        template_id: Its id, when the document has none.
        version: The name of its version, when the document has none.

    Raises:
        ValueError: It is none of these, or the card is one that the platform does not take.
    """
    template_id = str(document.get("template_id") or document.get("id") or template_id)
    if not template_id:
        raise WrongValue("a template needs a template_id", "模板需要 template_id")
    app_ids = document.get("app_ids")
    template = Template(
        template_id, str(document.get("name") or ""), app_ids=None if app_ids is None else tuple(map(str, app_ids))
    )
    rows = document.get("versions")
    for row in rows if isinstance(rows, list) else [document]:
        read = _read_version(row, version)
        template.versions[read.name] = read
    return template


@cache
def starter_templates() -> tuple[Template, ...]:
    """Give the templates that the official sample bot needs, drawn anew."""
    text = get_data("larkline.emulator.cards", "data/starter_templates.json")
    assert text is not None, "the package was found, as this module is in it"
    return tuple(template_from(document) for document in json.loads(text))


def _read_version(row: object, version: str) -> TemplateVersion:
    if not isinstance(row, Mapping):
        raise WrongValue("a version of a template is a JSON object", "模板的版本应为 JSON 对象")
    card = next((row[key] for key in ("card", "dsl") if key in row), None)
    if card is None:
        members = ("template_id", "id", "name", "version", "variables", "defaults", "published", "app_ids")
        card = {key: value for key, value in row.items() if key not in members}
    if isinstance(card, str):
        card = read_json(card.encode("utf-8", "surrogatepass"))
    if not isinstance(card, dict) or not card:
        raise WrongValue("card is a JSON object that is not empty", "card 应为非空的 JSON 对象")
    types, defaults = _read_variables(row.get("variables") or {})
    if isinstance(row.get("defaults"), Mapping):
        defaults.update(row["defaults"])
    try:
        check_card(_filled(deepcopy(card), _Anything()))
    except CardRefused as refusal:
        what = refusal.problem
        raise WrongValue(
            f"the platform does not take this card: {what.en} ({refusal.sub_code})",
            f"平台不接受这张卡片：{what.zh}（{refusal.sub_code}）",
        ) from None
    return TemplateVersion(str(row.get("version") or version), card, types, defaults, row.get("published") is not False)


def _read_variables(given: object) -> tuple[dict[str, str], dict[str, Any]]:
    """Take a mapping of types, or the list of the card builder."""
    types: dict[str, str] = {}
    defaults: dict[str, Any] = {}
    if isinstance(given, Mapping):
        given = [{"name": name, "type": type_} for name, type_ in given.items()]
    if not isinstance(given, list):
        raise WrongValue(
            "variables is a JSON object, name to type, or a list of them",
            "variables 应为 JSON 对象（名称到类型）或列表",
        )
    for row in given:
        if not isinstance(row, Mapping) or not isinstance(row.get("name"), str):
            raise WrongValue("a variable has a name and a type", "变量应有 name 和 type")
        type_ = str(row.get("type", "text"))
        types[row["name"]] = _BUILDER_TYPES.get(type_, type_)
        if "default" in row:
            defaults[row["name"]] = row["default"]
    return types, defaults


def _version(template: Template, name: object) -> TemplateVersion:
    if name:
        version = template.versions.get(str(name))
        if version is None:
            raise CardRefused(
                200380, "template version does not exist", "模板没有这个版本", value=f"template_version_name {name!r}"
            )
    else:
        published = [version for version in template.versions.values() if version.published]
        version = published[-1] if published else None
    if version is None or not version.published:
        raise CardRefused(200380, "template is not published", "模板尚未发布", value=template.template_id)
    return version


def _check_variable(name: str, type_: str, value: object) -> None:
    wanted = _TYPES.get(type_)
    if wanted is None:
        return
    if not isinstance(value, wanted) or (isinstance(value, bool) and type_ == "number"):
        raise CardRefused(
            200732,
            "template variable type does not match",
            "模板变量类型不符",
            path=f"template_variable -> {name}",
            value=f"not a {type_}",
        )
    form = _FORMATS.get(type_)
    if form is not None and isinstance(value, str) and not form.fullmatch(value):
        raise CardRefused(
            200737,
            "template variable format is wrong",
            "模板变量格式不符",
            path=f"template_variable -> {name}",
            value=f"not a {type_}",
        )


class _Anything(dict[str, Any]):
    """Variables for a look at the card as such."""

    def __missing__(self, _name: str) -> str:
        return "img_…"  # fits where the key of an image is wanted, too


def _filled(node: Any, variables: Mapping[str, Any]) -> Any:
    """Put the variables into every text; a text that is one variable becomes what that is."""
    if isinstance(node, str):
        whole = _PLACEHOLDER.fullmatch(node)
        if whole is not None:
            return _value(variables, whole[1])
        return _PLACEHOLDER.sub(lambda found: _as_text(_value(variables, found[1])), node)
    if isinstance(node, list):
        return [_filled(each, variables) for each in node]
    if isinstance(node, dict):
        return {key: _filled(value, variables) for key, value in node.items()}
    return node


def _value(variables: Mapping[str, Any], name: str) -> Any:
    try:
        return variables[name.strip()]
    except KeyError:
        return ""


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
