"""The person who did something."""

from __future__ import annotations

import msgspec

__all__ = ["Operator"]


class Operator(msgspec.Struct, frozen=True, gc=False):
    """
    The person who clicked, or who sees a link.

    Attributes:
        open_id: Their id in this app, ``ou_…``.
        union_id: Their id in all apps of one publisher, ``on_…``; None for Lark tenants.
        user_id: Their id in the tenant; None without the permission ``contact:user.employee_id:readonly``.
        tenant_key: Their tenant.

    Source: docs, 卡片回传交互回调 (documented).
    """

    open_id: str = ""
    union_id: str | None = None
    user_id: str | None = None
    tenant_key: str = ""
