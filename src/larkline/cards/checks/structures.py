"""Judge values that have an inside: objects, lists, maps, and the few that are like no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from larkline.cards.checks.findings import Place, kind_of, shown
from larkline.cards.checks.markdown import count_tables
from larkline.facts.languages import CARD_LANGUAGES

if TYPE_CHECKING:
    from larkline.cards.checks.catalogue import Enter, Property, Rules, Shape
    from larkline.cards.checks.walk import Around, Walk

__all__ = ["SPECIAL", "enter_by"]

_LANGUAGES = frozenset(CARD_LANGUAGES)


def enter_by(prop: Property, shape: Shape, rules: Rules) -> Enter:
    """Make the function that judges the values of one property of one shape."""
    kind: str = prop.spec["type"]
    special = SPECIAL.get(kind)
    if special is not None:
        return special(prop, shape)
    if kind == "component":
        return _one_component(prop, shape)
    if kind == "array:component":
        return _components(prop, shape)
    if kind.startswith("map:"):
        return _map(prop, shape, rules)
    inner = kind.partition(":")[2]
    judge = _behavior(rules) if inner == "behavior" else _object(prop, inner, rules)
    return judge if kind.startswith("object:") else _array(prop, judge)


def _object(prop: Property, name: str, rules: Rules) -> Enter:
    """Judge an object of a type of the catalogue; or, for a list, one item of another kind."""
    if name in ("string", "object"):
        return _plain_item(prop, name)
    shape = rules.types[name]
    limit = prop.spec.get("max_content")

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, dict):
            walk.wrong_type(prop.name, value, "object", place, certainty=prop.certainty)
            return
        walk.look_inside(value, shape, place, around)
        if limit is not None:
            content = value.get("content")
            if isinstance(content, str) and len(content) > limit:
                walk.note("W_RANGE", (place, "content"), name=prop.name, value=len(content), high=limit)

    return enter


def _plain_item(prop: Property, name: str) -> Enter:
    wanted = str if name == "string" else dict

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, wanted):
            walk.wrong_type(prop.name, value, name, place, certainty=prop.certainty)

    return enter


def _behavior(rules: Rules) -> Enter:
    """Judge one item of ``behaviors``, whose type says what else it has."""
    shapes = {name: rules.types[name] for name in ("open_url", "callback")}

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, dict):
            walk.wrong_type("behaviors", value, "object", place)
            return
        kind = value.get("type")
        shape = shapes.get(kind) if isinstance(kind, str) else None
        if shape is not None:
            walk.look_inside(value, shape, place, around)
        elif "type" not in value:
            walk.note("E_REQUIRED", place, owner="behaviors", name="type")
        elif not isinstance(kind, str):
            walk.wrong_type("type", kind, "string", (place, "type"))
        else:
            walk.note("E_ENUM", (place, "type"), name="type", value=shown(kind), allowed=", ".join(shapes))

    return enter


def _array(prop: Property, item: Enter) -> Enter:
    limit = prop.spec.get("max_items")

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, list):
            walk.wrong_type(prop.name, value, "array", place, certainty=prop.certainty)
            return
        if limit is not None and len(value) > limit:
            walk.note("E_RANGE/items", place, name=prop.name, value=len(value), high=limit)
        for index, each in enumerate(value):
            item(walk, each, (place, index), around)

    return enter


def _map(prop: Property, shape: Shape, rules: Rules) -> Enter:
    _, keys, inner = str(prop.spec["type"]).split(":", 2)
    if inner == "array:component":
        item = _components(prop, shape)
    elif inner.startswith("array:"):
        item = _array(prop, _object(prop, inner.partition(":")[2], rules))
    else:
        item = _object(prop, inner, rules)

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, dict):
            walk.wrong_type(prop.name, value, "object", place, certainty=prop.certainty)
            return
        for key, each in value.items():
            if keys == "locale" and key not in _LANGUAGES:
                allowed = ", ".join(CARD_LANGUAGES)
                walk.note("E_ENUM", (place, key), name=prop.name, value=shown(key), allowed=allowed)
            item(walk, each, (place, key), around)

    return enter


# --- components -------------------------------------------------------------------------------------------------------


def _inner(shape: Shape, prop: Property, place: Place, around: Around) -> Around:
    """Give what surrounds the children of a component."""
    from larkline.cards.checks.walk import Around, Form, Scope

    scope = Scope() if prop.spec["type"].startswith("map:") else around.scope
    parent = prop.name if shape.name == "root" and prop.name == "elements" else shape.name
    parent = "elements" if prop.name == "i18n_elements" else parent
    form = Form(place and place[0]) if shape.name == "form" else around.form
    return Around(parent, form, around.level + ("level" in shape.about), scope)


def _components(prop: Property, shape: Shape) -> Enter:
    limit = prop.spec.get("max_items")
    is_form = shape.name == "form"

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, list):
            walk.wrong_type(prop.name, value, "array", place)
            return
        if limit is not None and len(value) > limit:
            walk.note("E_RANGE/items", place, name=prop.name, value=len(value), high=limit)
        inner = _inner(shape, prop, place, around)
        if is_form and inner.form is not None:
            walk.forms.append(inner.form)
        walk.waiting.extend([(value[index], (place, index), inner) for index in range(len(value) - 1, -1, -1)])

    return enter


def _one_component(prop: Property, shape: Shape) -> Enter:
    parent = f"{shape.name}.{prop.name}"

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        from larkline.cards.checks.walk import Around

        if not isinstance(value, dict):
            walk.wrong_type(prop.name, value, "object", place)
            return
        walk.waiting.append((value, place, Around(parent, around.form, around.level, around.scope)))

    return enter


# --- those like no other ----------------------------------------------------------------------------------------------


def _element_id(prop: Property, shape: Shape) -> Enter:
    """A letter, then up to 19 letters, digits and underscores; unique in the card."""

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, str):
            walk.wrong_type(prop.name, value, "string", place)
            return
        if not (1 <= len(value) <= 20 and value.isascii() and value[0].isalpha() and value.replace("_", "a").isalnum()):
            wanted = {"en": "a letter, then up to 19 letters, digits and _", "zh": "字母开头，至多 20 个字母、数字或 _"}
            walk.note("E_FORMAT", place, name=prop.name, value=shown(value), wanted=wanted)
        before = walk.element_ids.setdefault(value, place)
        if before is not place:
            walk.repeated("E_DUP_ELEMENT_ID", place, value, before[0] if before else None)

    return enter


def _schema(prop: Property, shape: Shape) -> Enter:
    """The version, which was judged before the walk began."""
    return prop.enter


def _true(prop: Property, shape: Shape) -> Enter:
    """``update_multi`` of a card of JSON 2.0."""

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if value is False:
            walk.note("E_UPDATE_MULTI", place, value="false")
        elif value is not True:
            walk.wrong_type(prop.name, value, "bool", place)

    return enter


def _locales(prop: Property, shape: Shape) -> Enter:
    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, list):
            walk.wrong_type(prop.name, value, "array", place)
            return
        for index, each in enumerate(value):
            if not isinstance(each, str):
                walk.wrong_type(prop.name, each, "string", (place, index))
            elif each not in _LANGUAGES:
                allowed = ", ".join(CARD_LANGUAGES)
                walk.note("E_ENUM", (place, index), name=prop.name, value=shown(each), allowed=allowed)

    return enter


def _markdown(prop: Property, shape: Shape) -> Enter:
    """The text of a Markdown component; its tables are counted."""

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, str):
            walk.wrong_type(prop.name, value, "string", place)
            return
        if "|" in value and walk.rules.version == "2.0":
            tables = count_tables(value)
            walk.markdown_tables += tables
            limit = walk.rules.limits["markdown_tables_in_one"]
            if tables > limit:
                walk.note("W_TABLE_LIMIT/one", place, value=tables, high=limit)

    return enter


def _chart_spec(prop: Property, shape: Shape) -> Enter:
    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, dict):
            found = kind_of(value)
            walk.note("E_CHART", place, reason={"en": f"it is no object ({found})", "zh": f"不是对象（{found}）"})
        elif not isinstance(value.get("type"), str) or not value["type"]:
            walk.note("E_CHART", place, reason={"en": "it has no type", "zh": "没有 type"})

    return enter


def _note_items(prop: Property, shape: Shape) -> Enter:
    """What stands in the ``note`` of JSON 1.0: texts, icons and images."""

    def enter(walk: Walk, value: object, place: Place, around: Around) -> None:
        if not isinstance(value, list):
            walk.wrong_type(prop.name, value, "array", place)
            return
        from larkline.cards.checks.walk import Around

        inner = Around("note", around.form, around.level, around.scope)
        types = walk.rules.types
        shapes: dict[Any, Shape] = dict.fromkeys(("plain_text", "lark_md"), types["text"])
        shapes |= dict.fromkeys(("standard_icon", "custom_icon"), types["icon"])
        for index, each in enumerate(value):
            tag = each.get("tag") if isinstance(each, dict) else None
            if isinstance(each, dict) and isinstance(tag, str) and tag in shapes:
                walk.look_inside(each, shapes[tag], (place, index), inner)
            else:
                walk.waiting.append((each, (place, index), inner))

    return enter


#: Types of the catalogue with a function of their own.
SPECIAL: dict[str, Callable[[Property, Shape], Enter]] = {
    "element_id": _element_id,
    "schema": _schema,
    "true": _true,
    "locales": _locales,
    "markdown": _markdown,
    "chart_spec": _chart_spec,
    "array:note_item": _note_items,
}
