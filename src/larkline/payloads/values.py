"""What a button carries, and what a form holds, as classes of yours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar, dataclass_transform

import msgspec

__all__ = ["CardValue", "FormValue", "WrongEntry", "convert_value", "tag_of"]

T = TypeVar("T")
TAG_FIELD = "action"


class _CardValueMeta(msgspec.StructMeta):
    """Makes sure that every CardValue says which one it is."""

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], /, *, tag: object = None, **options: Any
    ) -> Any:
        if not any(isinstance(base, _CardValueMeta) for base in bases):
            return super().__new__(mcls, name, bases, namespace, **options)
        if not isinstance(tag, str) or not tag:
            raise TypeError(
                f'{name} needs a tag, a text that no other CardValue of the app has: class {name}(CardValue, tag="…")'
            )
        return super().__new__(mcls, name, bases, namespace, tag=tag, **options)


if TYPE_CHECKING:
    # A custom metaclass would keep the type checkers from looking at the keywords of the class.
    @dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
    class CardValue:
        """What a component of a card carries, and what its handler receives: subclass it with a tag and fields."""

        __struct_fields__: ClassVar[tuple[str, ...]]
        __struct_config__: ClassVar[msgspec.structs.StructConfig]

        def __init_subclass__(
            cls,
            *,
            tag: str,
            kw_only: bool = False,
            order: bool = False,
            rename: Any = None,
            omit_defaults: bool = False,
            forbid_unknown_fields: bool = False,
        ) -> None: ...

else:

    class CardValue(msgspec.Struct, frozen=True, tag_field=TAG_FIELD, metaclass=_CardValueMeta):
        """
        What a component of a card carries, and what its handler receives.

        Subclass it with a tag and annotated fields; the tag travels as ``"action"`` beside them::

            class Approve(CardValue, tag="approve"):  # {"action": "approve", "order_id": "42"} on the wire
                order_id: str

        It is a msgspec struct that cannot be changed; the other keywords of one, such as ``rename``, work as well.
        Members that the class does not know are ignored, so that buttons of cards sent by an older version still work.
        """


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class FormValue(msgspec.Struct, frozen=True):
    """
    What a form holds when it is submitted; a field is named as its component.

    ``Form("expense", Expense, submit="提交")`` makes the form of the class, ``on_card_action(form=Expense)`` takes it.
    Use ``msgspec.field(name="…")`` for a component whose name is no Python name. Text that looks like a number fits a
    field of type int or float, as an input always sends text; pickers fit date, time and datetime.
    """

    @classmethod
    def from_form(cls, form: Mapping[str, Any]) -> Self:
        """
        Make one of the submitted fields.

        Raises:
            msgspec.ValidationError: A field is missing or does not fit; the text says which. It is a
                :class:`WrongEntry` when all fields are there.
        """
        from larkline.payloads.form_entries import read_form

        return read_form(form, cls)


class WrongEntry(msgspec.ValidationError):
    """
    What a person entered into a form does not fit its class.

    Attributes:
        field: The name of the field; empty when the form as a whole was refused by a ``__post_init__``.
        label: What the person knows the field by.
        reason: ``missing``, ``invalid``, or ``refused`` by a ``__post_init__``.
        text: For ``refused``: what the class said.
    """

    def __init__(
        self, field: str, label: str, reason: Literal["missing", "invalid", "refused"], text: str, detail: str
    ) -> None:
        super().__init__(detail)
        self.field = field
        self.label = label
        self.reason = reason
        self.text = text


def convert_value(value: object, cls: type[T]) -> T:
    """
    Make a *cls* of the value of a card action.

    Args:
        value: The JSON value a component carried.
        cls: A CardValue, or any other type msgspec knows.

    Raises:
        msgspec.ValidationError: The value is another one, or a member is missing or does not fit.
    """
    tag = tag_of(cls)
    if tag is not None and isinstance(value, dict) and value.get(TAG_FIELD) != tag:
        raise msgspec.ValidationError(f"Expected {tag!r} - at `$.{TAG_FIELD}`")
    return msgspec.convert(value, cls)


def tag_of(cls: object) -> str | None:
    """Give the tag of a CardValue class; None for everything else."""
    return str(cls.__struct_config__.tag) if isinstance(cls, _CardValueMeta) else None
