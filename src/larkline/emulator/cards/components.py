"""Find the components of a card that a person can act on, by text, name, tag, index or JSON pointer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from larkline.emulator.both import Both
from larkline.emulator.cards.content import listed_locales
from larkline.emulator.errors import ComponentNotFound

__all__ = ["FIELD_TAGS", "PICKER_TAGS", "Component", "components_of", "find", "form_fields", "label_of", "texts_of"]

#: Components that hold a value, in a form or alone.
FIELD_TAGS = frozenset(
    {
        "checker",
        "date_picker",
        "input",
        "multi_select_person",
        "multi_select_static",
        "picker_datetime",
        "picker_time",
        "select_img",
        "select_person",
        "select_static",
    }
)
PICKER_TAGS = frozenset({"date_picker", "picker_time", "picker_datetime"})
_ACTIVE_TAGS = FIELD_TAGS | {"button", "overflow", "interactive_container"}
_CHILD_KEYS = ("elements", "actions", "columns", "extra", "button_area", "buttons")
_DEFAULT_LOCALES = ("en_us", "zh_cn")


@dataclass(frozen=True, slots=True)
class Component:
    """
    One component in its place.

    Attributes:
        pointer: Where it stands, as a JSON pointer; ``/`` is the card itself.
        node: Its JSON.
        form: JSON pointer of the form around it; None outside a form.
        entry: For an entry of an overflow menu: its place in ``options``.
        locales: The languages in effect, as ``config.locales`` lists them; None when all are.
    """

    pointer: str
    node: Mapping[str, Any]
    form: str | None = None
    entry: int | None = None
    locales: tuple[str, ...] | None = None

    @property
    def tag(self) -> str:
        """The component's tag; empty for the card itself."""
        return str(self.node.get("tag", ""))

    def speaks(self, locale: str) -> bool:
        """Tell whether a translation into this language is ever shown."""
        return self.locales is None or locale in self.locales


def components_of(card: Mapping[str, Any], *, locale: str = "zh_cn") -> list[Component]:
    """List what a person can act on, in the order of the card as a reader of *locale* sees it."""
    return [component for component in _places(card, locale) if component.tag in _ACTIVE_TAGS]


def find(card: Mapping[str, Any], selector: str | int, *, locale: str = "zh_cn") -> Component:
    """
    Find one component.

    A string that begins with ``/`` is a JSON pointer, a number counts the components from 0; any other string is the
    text on a component or on an entry of a menu, else its name or ``element_id``, else its tag.

    Raises:
        ComponentNotFound: Nothing fits, or several do; the error lists the choices.
    """
    active = components_of(card, locale=locale)
    choices = tuple(_describe(component) for component in active)
    if isinstance(selector, int):
        if 0 <= selector < len(active):
            return active[selector]
        raise ComponentNotFound(
            selector,
            Both(f"the card has {len(active)} components, counted from 0", f"卡片有 {len(active)} 个组件，从 0 数起"),
            choices,
        )
    if selector.startswith("/"):
        return _at_pointer(card, selector, locale, choices)
    for fits in (_has_text, _has_name, _has_tag):
        found = [c for c in active if fits(c, selector)]
        if fits is _has_text:
            found += [entry for c in active for entry in _entries(c) if _has_text(entry, selector)]
        if len(found) == 1:
            return found[0]
        if found:
            several = tuple(_describe(component) for component in found)
            raise ComponentNotFound(
                selector,
                Both(
                    f"{len(found)} components fit, name one by its JSON pointer",
                    f"有 {len(found)} 个组件符合，请用 JSON 指针指定",
                ),
                several,
            )
    raise ComponentNotFound(
        selector, Both("no component has this text, name or tag", "没有组件的文字、name 或 tag 与之相符"), choices
    )


def form_fields(card: Mapping[str, Any], form: str, *, locale: str = "zh_cn") -> list[Component]:
    """List the fields of a form that hold a value, in card order."""
    return [c for c in components_of(card, locale=locale) if c.form == form and c.tag in FIELD_TAGS]


def label_of(component: Component) -> str:
    """Say in a word what a component is to a reader: its text, else its name, else its tag."""
    texts = texts_of(component)
    return texts[0] if texts else str(component.node.get("name") or component.tag)


def texts_of(component: Component) -> list[str]:
    """Give the texts readers see on a component, in all languages that are in effect."""
    found: list[str] = []
    for key in ("text", "label", "placeholder"):
        text = component.node.get(key)
        if isinstance(text, dict):
            values = [text.get("content")]
            for translations in (text.get("i18n_content"), text.get("i18n")):
                if isinstance(translations, dict):
                    values.extend(value for locale, value in translations.items() if component.speaks(locale))
            found.extend(value for value in values if isinstance(value, str) and value)
    return found


def _places(card: Mapping[str, Any], locale: str) -> Iterator[Component]:
    body = card.get("body")
    if card.get("schema") == "2.0" and isinstance(body, dict):
        locales = listed_locales(card)
        yield from (replace(component, locales=locales) for component in _inside(body, "/body", None))
        return
    translations = card.get("i18n_elements")
    if isinstance(translations, dict) and translations:
        chosen = next((key for key in (locale, *_DEFAULT_LOCALES) if key in translations), next(iter(translations)))
        yield from _inside_list(translations[chosen], f"/i18n_elements/{chosen}", None)
        return
    yield from _inside_list(card.get("elements"), "/elements", None)


def _inside(node: Mapping[str, Any], pointer: str, form: str | None) -> Iterator[Component]:
    for key in _CHILD_KEYS:
        child = node.get(key)
        if isinstance(child, list):
            yield from _inside_list(child, f"{pointer}/{key}", form)
        elif isinstance(child, dict):
            yield from _one(child, f"{pointer}/{key}", form)


def _inside_list(children: object, pointer: str, form: str | None) -> Iterator[Component]:
    if isinstance(children, list):
        for index, child in enumerate(children):
            if isinstance(child, dict):
                yield from _one(child, f"{pointer}/{index}", form)


def _one(node: Mapping[str, Any], pointer: str, form: str | None) -> Iterator[Component]:
    yield Component(pointer, node, form)
    yield from _inside(node, pointer, pointer if node.get("tag") == "form" else form)


def _at_pointer(card: Mapping[str, Any], pointer: str, locale: str, choices: tuple[str, ...]) -> Component:
    if pointer == "/":
        return Component("/", card)
    for component in _places(card, locale):
        if component.pointer == pointer:
            return component
        for entry in _entries(component):
            if f"{component.pointer}/options/{entry.entry}" == pointer:
                return entry
    raise ComponentNotFound(
        pointer, Both("no component stands at this JSON pointer", "这个 JSON 指针处没有组件"), choices
    )


def _entries(component: Component) -> list[Component]:
    """Give the entries of an overflow menu, each as the menu with that entry pointed out."""
    options = component.node.get("options")
    if component.tag != "overflow" or component.entry is not None or not isinstance(options, list):
        return []
    return [replace(component, entry=index) for index in range(len(options))]


def _has_text(component: Component, text: str) -> bool:
    if component.entry is not None:
        entry = component.node["options"][component.entry]
        return isinstance(entry, dict) and text in texts_of(replace(component, node=entry, entry=None))
    return component.tag != "overflow" and text in texts_of(component)


def _has_name(component: Component, name: str) -> bool:
    return name in (component.node.get("name"), component.node.get("element_id"))


def _has_tag(component: Component, tag: str) -> bool:
    return component.tag == tag


def _describe(component: Component) -> str:
    name = component.node.get("name")
    named = f", name {name}" if isinstance(name, str) and name else ""
    texts = texts_of(component)
    label = f" “{texts[0]}”" if texts else ""
    place = component.pointer if component.entry is None else f"{component.pointer}/options/{component.entry}"
    return f"{component.tag}{label}{named} ({place})"
