"""The part of the control API that is about what goes wrong on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import BOTH, either, given, integer, listed, number, record, text
from larkline.emulator.faults.kinds import KINDS, Parameter
from larkline.emulator.faults.presets import PRESETS

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["fault_operations"]

_FAULT = given(
    {
        "id": text(),
        "kind": text(),
        "preset": either(["string", "null"]),
        "parameters": given({}),
        "scope": given({}),
        "times_left": either(["integer", "null"], "null until it is cleared"),
        "seconds_left": either(["number", "null"], "null while no clock ends it"),
        "probability": number(0.0, 1.0),
        "seed": integer(),
        "hits": integer(),
        "message": BOTH,
    }
)
_ADD = record(
    {"kind": text("a kind or a preset; see GET /faults/kinds")},
    optional={
        "app": text("only this app"),
        "connection": text("only this long connection"),
        "type": text("only deliveries of this type; * stands for any characters"),
        "chat": text("only deliveries about this chat"),
        "method": text("only API calls of this method"),
        "path": text("only API calls of this path; * stands for any characters"),
        "times": either(["integer", "null"], "how often; null until it is cleared", minimum=1, maximum=1_000_000),
        "lasts": number(0.0, 1e9, "seconds on the emulator's clock until it ends"),
        "probability": number(0.0, 1.0, "how likely it is, each time it could happen"),
        "seed": integer(about="what lots are drawn with"),
    },
    rest=True,
    about="The other members are the parameters of the kind.",
)


def fault_operations(emulator: Emulator) -> list[Operation]:
    """List the operations."""
    faults = _FaultsApi(emulator)
    cleared = given({"cleared": integer()})
    return [
        Operation(
            method="GET",
            path="/faults",
            summary="List the faults that can still happen",
            handler=faults.list,
            answer=given({"faults": listed(_FAULT)}),
        ),
        Operation(
            method="GET",
            path="/faults/kinds",
            summary="List the kinds of faults with their parameters, and the presets",
            handler=faults.kinds,
            answer=given({"kinds": listed(given({"kind": text()})), "presets": listed(given({"preset": text()}))}),
        ),
        Operation(
            method="POST",
            path="/faults",
            summary="Let something go wrong from now on",
            handler=faults.add,
            body=_ADD,
            answer=_FAULT,
        ),
        Operation(method="DELETE", path="/faults", summary="Clear all faults", handler=faults.clear, answer=cleared),
        Operation(
            method="DELETE", path="/faults/{id}", summary="Clear one fault", handler=faults.clear_one, answer=cleared
        ),
    ]


class _FaultsApi:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def list(self, _call: Call) -> Body:
        now = self._emulator.clock.now()
        return {"faults": [fault.to_json(now=now) for fault in self._emulator.faults.list()]}

    async def kinds(self, _call: Call) -> Body:
        kinds = [
            {
                "kind": name,
                "doors": list(kind.doors),
                "times": kind.times,
                "message": {"zh": kind.zh, "en": kind.en},
                "source": {"certainty": kind.certainty, "text": kind.source},
                "parameters": [_parameter(key, parameter) for key, parameter in kind.parameters.items()],
            }
            for name, kind in KINDS.items()
        ]
        presets = [
            {"preset": name, "kind": p.kind, "fields": p.fields, "message": {"zh": p.zh, "en": p.en}}
            for name, p in PRESETS.items()
        ]
        return {"kinds": kinds, "presets": presets}

    async def add(self, call: Call) -> Body:
        fields = dict(call.body)
        fault = await self._emulator.faults.add(fields.pop("kind"), **fields)
        return fault.to_json(now=self._emulator.clock.now())

    async def clear(self, _call: Call) -> Body:
        return {"cleared": await self._emulator.faults.clear()}

    async def clear_one(self, call: Call) -> Body:
        return {"cleared": await self._emulator.faults.clear(call.id)}


def _parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    return {
        "name": name,
        "default": parameter.default,
        "choices": list(parameter.choices),
        "message": {"zh": parameter.zh, "en": parameter.en},
    }
