"""Where an app's next long connection goes: the answer to the question for an endpoint. Pure but for the ids."""

from __future__ import annotations

from hmac import compare_digest

from larkline.emulator.connection.attempts import Refused, ignored
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.tokens import Tickets
from larkline.emulator.world.world import World
from larkline.errors import MalformedDelivery
from larkline.facts.long_connection import AUTH_FAILED, FORBIDDEN, NO_CREDENTIAL
from larkline.wire.endpoint import ClientConfig, encode_endpoint_refusal, encode_endpoint_reply, parse_endpoint_request

__all__ = ["answer_endpoint"]

_FIRST_DEVICE_ID = 7_370_000_000_000_000_000


def answer_endpoint(
    body: bytes,
    *,
    world: World,
    ids: Ids,
    tickets: Tickets,
    gateway: str,
    config: ClientConfig,
    user_agent: str,
    now: float,
    refused: Refused = ignored,
) -> tuple[int, bytes]:
    """
    Answer the question for an endpoint; gives HTTP status and body.

    Every answer is HTTP 200. Neither ``device_id`` nor ``service_id`` comes first in the address, which the Node SDK
    reads as one query string (observed, node-sdk 1.74.0); the configuration is always complete. A store app gets none
    (documented: 使用长连接接收事件; the code is assumed).

    Args:
        body: The request body; its content type does not matter.
        gateway: Origin of the gateway, such as ``ws://127.0.0.1:4321``.
        user_agent: Of the request; tells which SDK it is.
        now: Seconds on the clock of the tickets.
        refused: Told when there is none for this client.
    """
    try:
        app_id, app_secret = parse_endpoint_request(body)
    except MalformedDelivery:
        app_id = app_secret = ""
    if not app_id or not app_secret:
        refused("no_credential", NO_CREDENTIAL, app_id=app_id)
        return 200, encode_endpoint_refusal(NO_CREDENTIAL, "no credential: AppID and AppSecret are needed")
    app = world.apps.get(app_id)
    if app is None or not compare_digest(app.app_secret.encode(), app_secret.encode("utf-8", "surrogatepass")):
        refused("unknown_app" if app is None else "wrong_secret", AUTH_FAILED, app_id=app_id)
        return 200, encode_endpoint_refusal(AUTH_FAILED, "app_id or app_secret is wrong")
    if app.app_type == "store":
        refused("store_app", FORBIDDEN, app_id=app_id)
        return 200, encode_endpoint_refusal(FORBIDDEN, "a store app has no long connection, only self-built apps have")
    ticket = ids.uuid()
    connection_id = str(_FIRST_DEVICE_ID + ids.number(48))
    tickets.issue(ticket, app_id=app_id, connection_id=connection_id, user_agent=user_agent, now=now)
    query = (
        f"fpid=493&aid=552564&device_id={connection_id}&access_key={ids.hex(32)}"
        f"&service_id={app.service_id}&ticket={ticket}"
    )
    return 200, encode_endpoint_reply(f"{gateway}/ws/v2?{query}", config)
