"""
Go through a card once, from top to bottom, and note what does not fit the catalogue.

The walk keeps components that are still to be looked at in a list of its own, so that no depth of nesting is too deep
for it; objects inside a component are bounded by the catalogue and are looked at by plain calls.
"""

from __future__ import annotations

from typing import Any, Literal

from larkline.cards.checks.catalogue import Property, Requirement, Rules, Shape
from larkline.cards.checks.components import FINISH
from larkline.cards.checks.findings import Certainty, Finding, Place, kind_of, pointer, shown
from larkline.cards.checks.scalars import explain
from larkline.facts.platform import CARD_TABLES

__all__ = ["Around", "Form", "Scope", "Walk"]

_COMPONENT = {"en": "a component", "zh": "组件"}
_ROOT = {"en": "the root", "zh": "根节点"}
#: So many levels below the documented limit the walk turns back: whoever nests deeper has been told.
_TURN_BACK = 20


class Form:
    """A form on the way: where it is, and whether something in it submits."""

    __slots__ = ("place", "submits")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.submits = False


class Scope:
    """What must be unique or is counted within the card, or within one language of a card of JSON 1.0."""

    __slots__ = ("names", "tables")

    def __init__(self) -> None:
        self.names: dict[str, Place] = {}
        self.tables = 0


class Around:
    """What surrounds a component: in what it stands, in which form, and how deep."""

    __slots__ = ("form", "level", "parent", "scope")

    def __init__(self, parent: str, form: Form | None, level: int, scope: Scope) -> None:
        self.parent = parent
        self.form = form
        self.level = level
        self.scope = scope


class Walk:
    """
    One walk through one card.

    Attributes:
        findings: What was found.
        elements: How many components and texts there are.
    """

    def __init__(self, rules: Rules, card: dict[str, Any]) -> None:
        self.rules = rules
        self.findings: list[Finding] = []
        self.elements = 0
        self.charts = 0
        self.markdown_tables = 0
        self.forms: list[Form] = []
        self.element_ids: dict[str, Place] = {}
        self.audio_ids: dict[str, Place] = {}
        self.colors, self.text_sizes = _own_names(card)
        self.card = card
        self.waiting: list[tuple[object, Place, Around]] = []

    def run(self) -> list[Finding]:
        """Look at everything; gives what was found."""
        self.look_inside(self.card, self.rules.types["root"], None, Around("", None, 0, Scope()))
        waiting = self.waiting
        while waiting:
            self._component(*waiting.pop())
        for form in self.forms:
            if not form.submits:
                self.note("E_FORM_NO_SUBMIT", form.place)
        return self.findings

    def note(self, kind: str, place: Place, *, certainty: Certainty | Literal[""] = "", **words: Any) -> None:
        """Note something that was found."""
        self.findings.append(Finding(kind, place, words, certainty))

    def repeated(
        self, kind: str, place: Place, value: str, before: Place, *, certainty: Certainty | Literal[""] = ""
    ) -> None:
        """Note that something which must be unique was there before."""
        self.note(kind, place, certainty=certainty, value=shown(value), where=pointer(before) or "/")

    def look_inside(self, node: dict[str, Any], shape: Shape, place: Place, around: Around) -> None:
        """Look at the properties of an object."""
        if shape.counted:
            self.elements += 1
        properties = shape.properties
        for key, value in node.items():
            prop = properties.get(key)
            if prop is None:
                self._unknown(key, shape, (place, key))
                continue
            if prop.remark:
                self.note(prop.remark, (place, key), owner=shape.name, name=key, instead=prop.legacy)
            if prop.fits is None:
                prop.enter(self, value, (place, key), around)
            elif not prop.fits(value):
                self.misfit(prop, value, (place, key))
        for requirement in shape.required:
            if requirement.name not in node:
                self._missing(requirement, node, shape, place)

    def misfit(self, prop: Property, value: object, place: Place) -> None:
        """Note that a scalar does not fit, unless the card itself declares the name."""
        kind = prop.spec["type"]
        own = self.colors if kind == "color" else self.text_sizes if kind == "text_size" else ()
        if isinstance(value, str) and value in own:
            return
        why = explain(prop.spec, value, self.rules.vocabulary, name=prop.name)
        if why is not None:
            self.note(why.kind, place, certainty=prop.certainty, **why.words)

    def wrong_type(
        self, name: str, value: object, wanted: str, place: Place, *, certainty: Certainty | Literal[""] = ""
    ) -> None:
        """Note that a value is not of the JSON type it should be; null is only remarked."""
        found = kind_of(value)
        if found == "null":
            self.note("W_TYPE", place, name=name)
        else:
            self.note("E_TYPE", place, certainty=certainty, name=name, wanted=wanted, found=found)

    def _component(self, node: object, place: Place, around: Around) -> None:
        if not isinstance(node, dict):
            self.note("E_TYPE", place, name=_COMPONENT, wanted="object", found=kind_of(node))
            return
        tag = node.get("tag")
        shape = self.rules.components.get(tag) if isinstance(tag, str) else None
        if shape is None:
            self._no_component(node, tag, place, around)
            return
        about = shape.about
        self._check_place(shape, place, around)
        if "level" in about and not self._deep_enough(around.level + 1, place):
            return
        if "needs_name" in about or tag == "form":
            self._name(node, shape.name, place, around)
        self.look_inside(node, shape, place, around)
        finish = FINISH.get(shape.name)
        if finish is not None:
            finish(self, node, place, around)

    def _check_place(self, shape: Shape, place: Place, around: Around) -> None:
        """Check that a component may stand where it stands."""
        about = shape.about
        below_form = around.form is not None and about.get("below_form", {}).get(self.rules.version)
        if around.parent not in shape.parents or below_form == "error":
            parent = "form" if around.parent in shape.parents else around.parent
            self.note("E_NESTING", place, tag=shape.name, parent=parent, parents=", ".join(sorted(shape.parents)))
        elif below_form == "warning":
            self.note("W_NESTING", place, tag=shape.name)
        if around.form is None and "needs_form" in about:
            self.note("E_FORM_ONLY", place, tag=shape.name)

    def _deep_enough(self, level: int, place: Place) -> bool:
        """Note the first level that is too deep; tell whether to look further down."""
        limit = self.rules.limits["levels"]
        if level == limit + 1:
            self.note("E_DEPTH", place, high=limit)
        return level <= limit + _TURN_BACK

    def _name(self, node: dict[str, Any], tag: str, place: Place, around: Around) -> None:
        name = node.get("name")
        if isinstance(name, str) and name:
            before = around.scope.names.setdefault(name, (place, "name"))
            if before is not None and before[0] is not place:
                # Documented for what a form holds; that the same holds for buttons of a list is assumed.
                sure: Literal["", "assumed"] = "" if around.form is not None or tag == "form" else "assumed"
                self.repeated("E_DUP_NAME", (place, "name"), name, before[0], certainty=sure)
        elif around.form is not None and tag != "form":
            self.note("E_FORM_FIELD_NAME", place, tag=tag)

    def table(self, place: Place, around: Around) -> None:
        """Count a table."""
        around.scope.tables += 1
        if around.scope.tables > CARD_TABLES:
            self.note("E_TABLE_LIMIT", place, value=around.scope.tables, high=CARD_TABLES)

    def _no_component(self, node: dict[str, Any], tag: object, place: Place, around: Around) -> None:
        if not isinstance(tag, str):
            if tag is None:
                self.note("E_REQUIRED", place, owner=_COMPONENT, name="tag")
            else:
                self.wrong_type("tag", tag, "string", (place, "tag"))
            return
        elsewhere = self.rules.elsewhere.get(tag)
        if elsewhere is None:
            self._unknown_tag(tag, place)
        elif "instead" not in elsewhere:
            self.note("E_TAG_VERSION", place, tag=tag, version=elsewhere["only"])
        else:
            self.note("E_TAG_REMOVED", place, tag=tag, instead=elsewhere["instead"])
            inside = node.get("actions")
            if isinstance(inside, list):  # they stay, whatever becomes of what they stand in
                self.waiting.extend(((child, ((place, "actions"), i), around) for i, child in enumerate(inside)))

    def _unknown_tag(self, tag: str, place: Place) -> None:
        meant = self.rules.slips["component"].get(tag) or _nearest(tag, self.rules.components)
        if meant:
            self.note("E_UNKNOWN_TAG/slip", place, tag=shown(tag), meant=meant)
        else:
            self.note("E_UNKNOWN_TAG", place, tag=shown(tag))

    def _unknown(self, key: object, shape: Shape, place: Place) -> None:
        if "incomplete" in shape.about:
            return
        old = self.rules.version == "1.0"
        name = str(key)
        about: dict[str, Any] = {"owner": _ROOT if shape.name == "root" else shape.name, "name": shown(name)}
        if shape.name == "root" and not old and key in ("elements", "i18n_elements"):
            self.note("E_V2_ROOT_ELEMENTS", place, name=name)
        elif shape.name == "root" and old and key == "body":
            self.note("W_UNKNOWN_PROPERTY/body", place)
        elif name in shape.others:
            kind = "W_UNKNOWN_PROPERTY/version" if old else "E_UNKNOWN_PROPERTY/version"
            self.note(kind, place, **about, version="2.0" if old else "1.0")
        else:
            slips = self.rules.slips.get(shape.name, {})
            meant = slips.get(name) or _nearest(name, shape.properties)
            kind = "W_UNKNOWN_PROPERTY" if old else "E_UNKNOWN_PROPERTY"
            if meant:
                self.note(f"{kind}/slip", place, **about, meant=meant)
            else:
                self.note(kind, place, **about)

    def _missing(self, requirement: Requirement, node: dict[str, Any], shape: Shape, place: Place) -> None:
        if requirement.unless and requirement.unless in node:
            return
        if requirement.when is not None and node.get(requirement.when[0]) != requirement.when[1]:
            return
        self.note(requirement.kind, place, certainty=requirement.certainty, owner=shape.name, name=requirement.name)


def _nearest(word: str, words: Any) -> str:
    """Give the word that *word* may be a misspelling of; empty when there is none."""
    if len(word) > 40:
        return ""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, [str(w) for w in words], 1, 0.75)), "")


def _own_names(card: dict[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the colours and the text sizes that the card itself declares in config.style."""
    config = card.get("config")
    style = config.get("style") if isinstance(config, dict) else None
    if not isinstance(style, dict):
        return frozenset(), frozenset()
    colors, sizes = style.get("color"), style.get("text_size")
    return (
        frozenset(colors) if isinstance(colors, dict) else frozenset(),
        frozenset(sizes) if isinstance(sizes, dict) else frozenset(),
    )
