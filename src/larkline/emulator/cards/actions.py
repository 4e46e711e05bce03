"""
Work out what the client does when a person acts on a card: the exact ``event.action``, a link, or nothing. Pure.

Source: docs, 卡片回传交互回调 and the pages of the components (documented; what the pages leave open is marked).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from larkline.emulator.both import Both
from larkline.emulator.cards.components import (
    FIELD_TAGS,
    PICKER_TAGS,
    Component,
    components_of,
    find,
    form_fields,
    label_of,
)
from larkline.emulator.cards.content import text_in
from larkline.emulator.cards.form_values import (
    FormValue,
    chosen_option,
    initial_value,
    is_empty,
    is_multiple,
    sent_value,
    taken_value,
)
from larkline.emulator.errors import ComponentNotFound, WrongValue

__all__ = ["Deed", "Effect", "Viewer", "act", "submit_button"]

_LINK_KEYS = ("url", "default_url", "pc_url", "ios_url", "android_url")
_BLOCKED_LINK = "lark://msgcard/unsupported_action"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person in front of the card, on a PC."""

    locale: str = "zh_cn"
    timezone: str = "Asia/Shanghai"
    utc_offset: str = "+0800"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """
    What the person does to one component.

    Attributes:
        kind: ``click``, ``select`` (an option, a date, a time), ``input``, ``check`` or ``toggle`` (a panel).
        value: The option, the options, or the picked date or time, by value or by text.
        text: What is typed into an input.
        fill: What is put into the fields of the form before the click, by name.
        confirm: Whether a dialog is confirmed.
    """

    kind: Literal["click", "select", "input", "check", "toggle"] = "click"
    value: object = None
    text: str = ""
    fill: Mapping[str, object] = field(default_factory=dict)
    confirm: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """
    What comes of it.

    Attributes:
        action: ``event.action`` of the callback; None when no callback is sent.
        open_url: The link that opens; empty for none.
        tip: What a disabled component tells; None when it is not disabled.
        local_error: ``required``, ``max_length`` or ``200530`` when the client itself refuses.
        missing: Names of the required fields that are empty.
        cancelled: Title of the dialog that was not confirmed; None when there was none.
        reset: Whether the form went back to its first values.
        state: What the fields hold afterwards, where it changed without a callback.
    """

    action: dict[str, Any] | None = None
    open_url: str = ""
    tip: str | None = None
    local_error: str = ""
    missing: tuple[str, ...] = ()
    cancelled: str | None = None
    reset: bool = False
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> Both:
        """Why no callback was sent, in one clause."""
        if self.tip is not None:
            en, zh = (f" ({self.tip})", f"（{self.tip}）") if self.tip else ("", "")
            return Both(f"the component is disabled{en}", f"组件已禁用{zh}")
        if self.local_error == "required":
            names = ", ".join(self.missing)
            return Both(f"required fields are empty: {names}", f"必填项为空：{names}")
        if self.local_error == "max_length":
            return Both("the text is longer than the input allows", "文字超过输入框的长度限制")
        if self.local_error:
            return Both(
                "a component of the form has no name; the client shows 200530",
                "表单中有组件没有 name；客户端提示 200530",
            )
        if self.cancelled is not None:
            return Both(f"the dialog {self.cancelled!r} was cancelled", f"弹窗 {self.cancelled!r} 已取消")
        if self.reset:
            return Both(
                "the button resets the form, which the client does by itself", "这个按钮重置表单，由客户端自行完成"
            )
        if self.open_url:
            return Both(f"it only opens {self.open_url}", f"它只打开链接 {self.open_url}")
        return Both("the component changes in the client only", "组件只在客户端内变化")


def act(card: Mapping[str, Any], selector: str | int, deed: Deed, viewer: Viewer) -> Effect:
    """
    Let a person act on a card.

    Args:
        card: The card as the person sees it.
        selector: Which component, see :func:`larkline.emulator.cards.components.find`.

    Raises:
        ComponentNotFound: No component, field or option fits.
        ValueError: A value of the wrong type was filled in, or the deed does not suit the component.
    """
    component = find(card, selector, locale=viewer.locale)
    if component.pointer == "/":
        return Effect(open_url=_link_of_card(card))
    node = component.node
    if node.get("disabled") is True:
        return Effect(tip=_seen(node.get("disabled_tips"), component, viewer))
    if component.tag == "select_img" and (option := _disabled_option(node, deed.value)) is not None:
        return Effect(tip=_seen(option.get("disabled_tips") or node.get("disabled_tips"), component, viewer))
    if component.tag == "collapsible_panel":
        return Effect(state={"expanded": node.get("expanded") is not True})
    if component.tag in ("column_set", "column"):
        return Effect(open_url=_multi_url(_member(node, "action").get("multi_url")))
    _check_suits(component, deed)
    form_action = _form_action(component)
    if form_action == "reset":
        return Effect(reset=True, state=_first_values(card, component, viewer))
    values: dict[str, FormValue] = {}
    if form_action == "submit":
        refusal, values = _filled(card, component, deed, viewer)
        if refusal is not None:
            return refusal
    elif deed.fill:
        label = label_of(component)
        raise WrongValue(
            f"{label!r} does not submit a form, so nothing can be filled in", f"{label!r} 不会提交表单，无法填写字段"
        )
    return _confirmed(card, component, deed, viewer, values, submits=form_action == "submit")


def _check_suits(component: Component, deed: Deed) -> None:
    """Refuse what nobody can do: to choose an option of a button, to type into a checker."""
    tag = component.tag
    suits = {
        "input": tag == "input",
        "check": tag == "checker",
        "select": tag not in ("button", "interactive_container", "input", "checker"),
    }
    if not suits.get(deed.kind, True):
        does, does_zh = {
            "input": ("typed into", "输入文字"),
            "check": ("ticked", "勾选"),
            "select": ("chosen from", "选择选项"),
        }[deed.kind]
        label = label_of(component)
        raise WrongValue(f"{label!r} is a {tag}, which cannot be {does}", f"{label!r} 是 {tag}，不能{does_zh}")


def submit_button(card: Mapping[str, Any], *, locale: str = "zh_cn") -> str:
    """
    Give the JSON pointer of the one button that submits a form.

    Raises:
        ComponentNotFound: The card has none, or several.
    """
    buttons = [c for c in components_of(card, locale=locale) if _form_action(c) == "submit"]
    if len(buttons) == 1:
        return buttons[0].pointer
    choices = tuple(f"button “{label_of(c)}” ({c.pointer})" for c in buttons)
    several = Both("say which button submits the form", "请指定用哪个按钮提交表单")
    raise ComponentNotFound("submit", several if buttons else Both("no form here", "卡片中没有表单"), choices)


def _confirmed(
    card: Mapping[str, Any],
    component: Component,
    deed: Deed,
    viewer: Viewer,
    values: dict[str, FormValue],
    *,
    submits: bool,
) -> Effect:
    if component.tag == "input" and component.form is None:
        limit = component.node.get("max_length", 1000)
        if isinstance(limit, int) and len(deed.text) > limit:
            return Effect(local_error="max_length")
    confirm = component.node.get("confirm")
    if isinstance(confirm, dict) and not deed.confirm:
        return Effect(cancelled=_seen(confirm.get("title"), component, viewer))
    if component.form is not None and component.tag in FIELD_TAGS:
        label = label_of(component)
        raise WrongValue(
            f"{label!r} is in a form: fill it in when the form is submitted", f"{label!r} 在表单中：请在提交表单时填写"
        )
    action: dict[str, Any] = {"tag": component.tag}
    value = _callback_value(component.node)
    if value is not _NO_VALUE:
        action["value"] = value
    name = component.node.get("name")
    if isinstance(name, str) and name and component.tag != "interactive_container":
        action["name"] = name
    link = _add_deed(action, component, deed, viewer)
    if submits:
        action["form_value"] = values
        fields = form_fields(card, component.form or "", locale=viewer.locale)
        if any(field_.tag in PICKER_TAGS for field_ in fields):
            action["timezone"] = viewer.timezone
    if not submits and not _calls_back(component, action):
        state = {"checked": action["checked"]} if component.tag == "checker" else {}
        return Effect(open_url=link, state=state)
    return Effect(action=action, open_url=link)


def _add_deed(action: dict[str, Any], component: Component, deed: Deed, viewer: Viewer) -> str:
    """Add the fields this kind of component sends; give the link it opens, or an empty text."""
    tag, node = component.tag, component.node
    if tag in ("button", "interactive_container"):
        return _links(node)
    if tag == "overflow":
        entry = _entry(component, deed)
        if isinstance(entry.get("value"), str):
            action["option"] = entry["value"]
        return _first_link(_multi_url(entry.get("multi_url")), entry.get("url"))
    if tag == "checker":
        action["checked"] = deed.value if isinstance(deed.value, bool) else node.get("checked") is not True
    elif tag == "input":
        action["input_value"] = deed.text
    elif tag in PICKER_TAGS:
        picked = taken_value(component, deed.value)
        action["option"] = sent_value(component, picked, utc_offset=viewer.utc_offset)
        action["timezone"] = viewer.timezone
    elif is_multiple(component):
        action["options"] = taken_value(component, deed.value)
    else:
        if not isinstance(deed.value, str):
            label = label_of(component)
            raise WrongValue(f"say which option of {label!r} is chosen", f"请指定选择 {label!r} 的哪个选项")
        action["option"] = chosen_option(component, deed.value)
    return ""


def _calls_back(component: Component, action: Mapping[str, Any]) -> bool:
    """
    Tell whether the client calls back.

    Everything interactive does by default; a tick needs a callback behaviour, a container needs behaviours, and
    something with only a link opens it and no more (the last is inferred).
    """
    has_callback = any(behavior.get("type") == "callback" for behavior in _behaviors(component.node))
    if component.tag == "checker":
        return has_callback
    if component.tag == "interactive_container":
        return has_callback
    if component.tag == "overflow":
        return "option" in action
    return not _has_link(component.node) or has_callback or "value" in action


def _has_link(node: Mapping[str, Any]) -> bool:
    """Tell whether a component has an address for any kind of client; an empty one is how a link is left out."""
    opens = [behavior for behavior in _behaviors(node) if behavior.get("type") == "open_url"]
    return any(links.get(key) for links in (*opens, _member(node, "multi_url"), node) for key in _LINK_KEYS)


class _NoValue:
    """Says that a component carries no value; None would be a value."""


_NO_VALUE = _NoValue()


def _callback_value(node: Mapping[str, Any]) -> object:
    for behavior in _behaviors(node):
        if behavior.get("type") == "callback" and "value" in behavior:
            return behavior["value"]
    return node.get("value", _NO_VALUE)


def _behaviors(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    behaviors = node.get("behaviors")
    return [item for item in behaviors if isinstance(item, dict)] if isinstance(behaviors, list) else []


def _links(node: Mapping[str, Any]) -> str:
    for behavior in _behaviors(node):
        if behavior.get("type") == "open_url":
            return _first_link(behavior.get("pc_url"), behavior.get("default_url"))
    return _first_link(_multi_url(node.get("multi_url")), node.get("url"))


def _multi_url(links: object) -> str:
    return _first_link(links.get("pc_url"), links.get("url")) if isinstance(links, dict) else ""


def _link_of_card(card: Mapping[str, Any]) -> str:
    link = _member(card, "card_link")
    return _first_link(link.get("url"), link.get("pc_url"))


def _first_link(*links: object) -> str:
    """Give the first link there is; none when a PC must not open it, which no other link makes up for."""
    first = next((link for link in links if isinstance(link, str) and link), "")
    return "" if first == _BLOCKED_LINK else first


def _member(node: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = node.get(key)
    return value if isinstance(value, dict) else {}


def _seen(text: object, component: Component, viewer: Viewer) -> str:
    """Give a text of a component as the person reads it."""
    return text_in(text, viewer.locale if component.speaks(viewer.locale) else "")


def _disabled_option(node: Mapping[str, Any], wanted: object) -> Mapping[str, Any] | None:
    """Give the picture among those that are chosen which nobody can choose."""
    chosen = wanted if isinstance(wanted, list | tuple) else [wanted]
    options = node.get("options")
    return next(
        (
            option
            for option in (options if isinstance(options, list) else [])
            if isinstance(option, dict) and option.get("disabled") is True and option.get("value") in chosen
        ),
        None,
    )


def _form_action(component: Component) -> str:
    if component.tag != "button" or component.form is None:
        return ""
    action = component.node.get("form_action_type") or component.node.get("action_type")
    names = {"submit": "submit", "form_submit": "submit", "reset": "reset", "form_reset": "reset"}
    return names.get(str(action), "")


def _entry(component: Component, deed: Deed) -> Mapping[str, Any]:
    options = component.node.get("options")
    entries = [item for item in options if isinstance(item, dict)] if isinstance(options, list) else []
    if component.entry is not None and component.entry < len(entries):
        return entries[component.entry]
    for entry in entries:
        if deed.value is not None and deed.value in (entry.get("value"), text_in(entry.get("text"), "")):
            return entry
    choices = tuple(text_in(entry.get("text"), "") or str(entry.get("value")) for entry in entries)
    which = Both("say which entry of the menu is chosen", "请指定选择菜单中的哪一项")
    raise ComponentNotFound(str(deed.value or ""), which, choices)


def _first_values(card: Mapping[str, Any], component: Component, viewer: Viewer) -> dict[str, Any]:
    fields = form_fields(card, component.form or "", locale=viewer.locale)
    return {str(f.node.get("name", "")): initial_value(f, locale=viewer.locale) for f in fields}


def _filled(
    card: Mapping[str, Any], component: Component, deed: Deed, viewer: Viewer
) -> tuple[Effect | None, dict[str, FormValue]]:
    """Fill in the form; give why it is not sent, if so, and the values it sends."""
    fields = form_fields(card, component.form or "", locale=viewer.locale)
    names = [str(f.node.get("name") or "") for f in fields]
    for name in deed.fill:
        if name not in names:
            unknown = Both("the form has no field of this name", "表单中没有这个字段")
            raise ComponentNotFound(name, unknown, tuple(name for name in names if name))
    if "" in names or not component.node.get("name"):
        return Effect(local_error="200530"), {}
    values: dict[str, FormValue] = {}
    missing: list[str] = []
    for name, component_ in zip(names, fields, strict=True):
        value = initial_value(component_, locale=viewer.locale)
        if name in deed.fill:
            value = taken_value(component_, deed.fill[name])
        if component_.node.get("required") is True and is_empty(value):
            missing.append(name)
        limit = component_.node.get("max_length", 1000)
        if component_.tag == "input" and isinstance(limit, int) and len(str(value)) > limit:
            return Effect(local_error="max_length"), {}
        values[name] = sent_value(component_, value, utc_offset=viewer.utc_offset)
    if missing:
        return Effect(local_error="required", missing=tuple(missing)), {}
    return None, values
