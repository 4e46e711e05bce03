"""A platform on this machine: the same wire and the same calls, a tenant of its own, a verdict for each delivery."""

from __future__ import annotations

from larkline.emulator.emulator import Emulator
from larkline.emulator.errors import ComponentNotFound, EmulatorError, MissingExtra, NothingSent, UnknownThing
from larkline.emulator.outcomes import Answered, Click, ClickResponse, Previewed
from larkline.emulator.sync import SyncEmulator
from larkline.emulator.verdicts.check import check_reply
from larkline.emulator.verdicts.verdict import Verdict
from larkline.emulator.webhook.address_check import AddressCheckFailed
from larkline.emulator.world.subscription import Subscription
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Person, Tenant

__all__ = [
    "AddressCheckFailed",
    "Answered",
    "AppRecord",
    "Chat",
    "Click",
    "ClickResponse",
    "ComponentNotFound",
    "Emulator",
    "EmulatorError",
    "Message",
    "MissingExtra",
    "NothingSent",
    "Person",
    "Previewed",
    "Subscription",
    "SyncEmulator",
    "Tenant",
    "UnknownThing",
    "Verdict",
    "check_reply",
]
