"""
Read the catalogue of components into rules that are quick to apply.

``larkline/cards/data/catalogue.json`` holds, for each component and each object inside one, the properties by name. A
property is ``{"type": …}`` with what limits it; one that differs between the versions of card JSON is
``{"1.0": {"type": …}, "2.0": {"type": …}}``, and one that only one version has says so in ``only``.

========================  ==============================================================================================
type                      value
========================  ==============================================================================================
string, bool, int, …      see :mod:`larkline.cards.checks.scalars`
object:X, array:X         an object, or a list of objects, with the properties of type X
component, array:…        a component; components, which stand in the component that has the property
map:locale:X, map:name:X  an object whose keys are languages, or free names, and whose values are X
element_id, markdown, …   one of :data:`larkline.cards.checks.structures.SPECIAL`
========================  ==============================================================================================

``required`` may have ``unless`` (another property that stands in for it) or ``when`` (a property and its value), and
``severity`` when the platform does not insist. ``legacy`` names what is used today; ``unusual`` says that the platform
takes the property and does nothing with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from larkline.cards.checks.findings import Certainty, Place, data_file
from larkline.cards.checks.scalars import Spec, Vocabulary, is_scalar, predicate

if TYPE_CHECKING:
    from larkline.cards.checks.walk import Around, Walk

__all__ = ["CardSchema", "Enter", "Property", "Requirement", "Rules", "Shape", "rules_of"]

CardSchema = Literal["1.0", "2.0"]
#: Judges a value that is no scalar: the walk, the value, its place, and what surrounds it.
Enter = Callable[["Walk", object, Place, "Around"], None]


class Property:
    """
    One property of a component or of an object inside one.

    Attributes:
        fits: The quick question whether a scalar fits; None for what has an inside.
        enter: Looks into what has an inside.
        remark: The kind of problem that its presence alone is; empty for none.
    """

    __slots__ = ("certainty", "enter", "fits", "legacy", "name", "remark", "spec")

    def __init__(self, name: str, spec: Spec, *, version: str) -> None:
        self.name = name
        self.spec = spec
        self.certainty: Certainty | Literal[""] = spec.get("certainty", "")
        self.fits: Callable[[object], bool] | None = None
        self.enter: Enter = _nothing
        self.legacy: str = spec.get("legacy", "")
        self.remark = ""
        if "unusual" in spec:
            self.remark = "W_UNKNOWN_PROPERTY/unusual"
        elif self.legacy and version == "2.0":
            self.remark = "W_LEGACY"


class Requirement(NamedTuple):
    """A property that must be there; with *unless*, or that one; with *when*, if that one has this value."""

    name: str
    kind: str
    certainty: Certainty | Literal[""]
    unless: str = ""
    when: tuple[str, object] | None = None


class Shape:
    """
    What a component, or an object inside one, consists of.

    Attributes:
        name: Of the component or the type.
        properties: By name, those of this version.
        others: Properties that only the other version has.
        required: What must be there.
        counted: Whether it counts as an element of the card.
        about: For a component: its entry in the catalogue, without the properties; else empty.
        parents: For a component: in what it can stand.
    """

    __slots__ = ("about", "counted", "name", "others", "parents", "properties", "required")

    def __init__(self, name: str, about: Mapping[str, Any], specs: Mapping[str, Any], version: CardSchema) -> None:
        self.name = name
        self.about = about
        self.parents: frozenset[str] = frozenset(about.get("parents", {}).get(version, ()))
        self.counted = bool(about) or ("tag" in specs and name not in ("icon", "ud_icon", "fallback"))
        self.properties: dict[str, Property] = {}
        self.others: set[str] = set()
        for key, either in specs.items():
            spec = either if "type" in either else either.get(version)
            if spec is None or spec.get("only", version) != version:
                self.others.add(key)
            else:
                self.properties[key] = Property(key, spec, version=version)
        self.required = tuple(_requirement(prop) for prop in self.properties.values() if prop.spec.get("required"))


def _requirement(prop: Property) -> Requirement:
    spec = prop.spec
    when = spec.get("when")
    return Requirement(
        prop.name,
        "W_REQUIRED" if spec.get("severity") == "warning" else "E_REQUIRED",
        prop.certainty,
        spec.get("unless", ""),
        (when[0], when[1]) if when else None,
    )


class Rules:
    """The catalogue for one version of card JSON."""

    def __init__(self, version: CardSchema) -> None:
        data = _catalogue()
        self.version = version
        self.limits: dict[str, int] = {name: limit["value"] for name, limit in data["limits"].items()}
        self.slips: dict[str, dict[str, str]] = data["slips"]
        self.vocabulary = Vocabulary(version, _colors(data["colors"]), frozenset(data["text_sizes"]))
        self.types: dict[str, Shape] = {}
        self.components: dict[str, Shape] = {}
        #: Components of the other version: their entries in the catalogue.
        self.elsewhere: dict[str, Mapping[str, Any]] = {}
        for name, specs in data["types"].items():
            self.types[name] = Shape(name, {}, specs, version)
        for tag, entry in data["components"].items():
            about = {key: value for key, value in entry.items() if key != "properties"}
            if entry.get("only", version) != version:
                self.elsewhere[tag] = about
                continue
            about["parents"] = {v: data["parents"].get(str(p), p) for v, p in entry["parents"].items()}
            specs = {"tag": {"type": "string", "required": True}}
            for group in entry["groups"]:
                specs |= data["groups"][group]
            self.components[tag] = Shape(tag, about, specs | entry["properties"], version)
        self._link()

    def _link(self) -> None:
        """Give each property its way of judging a value."""
        from larkline.cards.checks.structures import enter_by

        for shape in (*self.types.values(), *self.components.values()):
            for prop in shape.properties.values():
                if is_scalar(prop.spec):
                    prop.fits = predicate(prop.spec, self.vocabulary)
                else:
                    prop.enter = enter_by(prop, shape, self)


@cache
def rules_of(version: CardSchema) -> Rules:
    """Give the rules of one version; they are read when first asked for."""
    return Rules(version)


@cache
def _catalogue() -> dict[str, Any]:
    return data_file("catalogue.json")


def _colors(colors: Mapping[str, Any]) -> frozenset[str]:
    """List the names of the palette: bare hues, and hues with a shade."""
    names = {*colors["hues"], *colors["others"]}
    names |= {f"{hue}-{shade}" for hue in colors["hues"] for shade in colors["shades"]}
    return frozenset(names | {f"grey-{shade}" for shade in colors["grey_shades"]})


def _nothing(walk: Walk, value: object, place: Place, around: Around) -> None:
    """Judge a value that needs no judging."""
