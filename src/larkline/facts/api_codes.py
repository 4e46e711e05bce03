"""What the error codes of API calls mean, and what a caller can do about them."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["API_CODES", "ApiCode", "Family"]

#: ``token``: the credentials or the token. ``permission``: who may do what. ``request``: the parameters or the state
#: of what they name. ``rate``: too fast. ``busy``: the same call succeeds a little later. ``spent``: an update token is
#: used up. ``other``: none of these.
Family = Literal["token", "permission", "request", "rate", "busy", "spent", "other"]


class ApiCode(NamedTuple):
    """One error code."""

    family: Family
    meaning: str
    source: str


#: Every known code. Documented on the page that :attr:`ApiCode.source` names; the families are ours.
API_CODES: dict[int, ApiCode] = {}


def _page(source: str, family: Family, **codes: str) -> None:
    """Enter codes (written ``c123="meaning"``) of one page and one family."""
    for name, meaning in codes.items():
        API_CODES[int(name[1:])] = ApiCode(family, meaning, source)


_COMMON = "通用错误码"
_page(_COMMON, "rate", c99991400="rate limit of the app and API")
_page(
    _COMMON,
    "token",
    c99991661="the access token is missing",
    c99991663="the tenant access token is invalid or expired",
    c99991664="the app access token is invalid",
    c99991665="the token belongs to another tenant",
    c99991668="the user access token is invalid",
    c99991671="a token starts with t- or u-",
    c99991677="the user access token is expired",
    c10005="the app id or the tenant is wrong",
    c10012="the app access token could not be given",
    c10013="the tenant access token could not be given",
    c10014="the app is not enabled, or its credentials are wrong",
    c10015="the app secret is wrong",
)
_page(
    _COMMON,
    "permission",
    c99991401="the caller's address is not in the app's allow list",
    c99991662="the app is not in use",
    c99991672="a scope of the app is missing",
    c99991673="the app cannot be used in this tenant",
    c99991679="the user has not granted a scope",
)
_page(
    _COMMON,
    "request",
    c9499="the request is malformed",
    c10003="a parameter is invalid",
    c10016="the app ticket cannot be sent again",
    c99992402="a field of the request is missing or invalid; field_violations names it",
    c99991201="there is no such call; the emulator serves those of its coverage table",
)
_page(_COMMON, "other", c99991403="the tenant's calls of this month are used up")

_MESSAGE = "发送消息 and 更新应用发送的消息卡片"
_page(_MESSAGE, "rate", c230020="too many messages to one chat or person")
_page(_MESSAGE, "busy", c230049="the message is still being sent")
_page(
    _MESSAGE,
    "permission",
    c230002="the bot is not in the chat",
    c230006="the app has no bot",
    c230013="the person is outside the app's availability",
    c230017="the app does not own the resource",
    c230018="the chat's settings forbid it",
    c230026="the message may not be recalled by this app",
    c230027="a permission is missing",
    c230035="sending to this chat is not allowed",
    c230050="the message is not visible to the app",
    c230053="the person has blocked the bot",
)
_page(
    _MESSAGE,
    "request",
    c230001="a parameter is invalid",
    c230009="it is too late to recall the message",
    c230011="the message is recalled",
    c230019="the topic does not exist",
    c230022="the content is sensitive",
    c230025="the content is too long",
    c230028="the content did not pass the audit",
    c230031="the message is older than 14 days",
    c230034="the receive_id is invalid",
    c230054="this type of message does not support it",
    c230055="the message cannot be changed into this type",
    c230071="the group has no threads, or the caller did not send the message",
    c230072="the message was edited too often, or is an aggregated one",
    c230075="the chat is encrypted",
    c230099="the card's content is wrong",
    c230110="the message is deleted",
    c232009="the chat is dissolved",
)
_page(
    "发送消息, sub-codes of 230099",
    "request",
    c100290="the card names a person that is unknown",
    c200380="the card template, or this version of it, does not exist or is not published",
    c200381="the app may not use the card template",
    c200732="a variable of the card template has the wrong type",
    c200737="a variable of the card template has the wrong format",
)

_REACTION = "添加消息表情回复, 获取消息表情回复 and 删除消息表情回复"
_page(
    _REACTION,
    "permission",
    c231002="the app may not react to the message",
    c231007="somebody else has reacted so",
    c231008="the app has no access to the message",
)
_page(
    _REACTION,
    "request",
    c231001="there is no such emoji",
    c231003="there is no such message",
    c231010="the reaction belongs to another message",
    c231011="there is no such reaction",
    c231012="the page token is invalid",
)
_CHAT = "创建群, 获取群信息 and 获取群成员列表"
_page(
    _CHAT,
    "permission",
    c232010="the chat belongs to another tenant",
    c232011="the bot is not in the chat",
    c232025="the app has no bot",
)
_page(
    _CHAT,
    "request",
    c232001="a parameter is invalid",
    c232006="the chat_id is invalid",
    c232015="there is no such type of id",
    c232030="a user_id is invalid",
)
_USER = "获取单个用户信息"
_page(_USER, "permission", c41050="the person is outside the app's range of contacts, or of another tenant")
_page(_USER, "request", c41012="the user_id is invalid")

_UPDATE = "延时更新消息卡片"
_page(_UPDATE, "spent", c300030="the update token is expired", c300040="the update token is used up")
_page(_UPDATE, "permission", c200310="the card belongs to another app")
_page(
    _UPDATE,
    "request",
    c300020="the update token is malformed",
    c300090="an exclusive card needs open_ids",
    c200000="the card is recalled",
    c200320="the open_ids are wrong",
    c100000="the card is too large",
    c100030="the card is not JSON",
    c10002="a parameter of the card is wrong",
    c11311="the format of the card is wrong",
)

_CARD_ENTITY = "卡片实体 and 组件 (cardkit v1)"
_page(_CARD_ENTITY, "busy", c200810="somebody is interacting with the card", c300120="the platform failed; try again")
_page(_CARD_ENTITY, "permission", c300311="the card entity belongs to another app")
_page(
    _CARD_ENTITY,
    "request",
    c200220="the card cannot be generated from its JSON",
    c200510="the streaming mode has closed by itself",
    c200740="there is no such card entity",
    c200750="the card entity is older than 14 days",
    c200770="the uuid was used for another operation",
    c200850="the streaming mode has closed by itself",
    c200860="the card is over 30 KB",
    c300121="the component could not be replaced",
    c300122="the settings of the card could not be changed",
    c300301="an element_id stands twice in the card",
    c300302="the card is not shared (update_multi is false)",
    c300303="a card entity is of JSON 2.0",
    c300305="the card has more than 200 components and texts",
    c300307="the card is empty",
    c300309="the streaming mode is off",
    c300310="only texts can be streamed into",
    c300312="the tag of a component cannot be changed",
    c300313="the component could not be changed; perhaps it is not there",
    c300314="the component could not be deleted",
    c300315="the component could not be added",
    c300317="the sequence number is not higher than the one before",
)

_FILES = "上传图片, 上传文件 and 获取消息中的资源文件"
_page(
    _FILES,
    "request",
    c234001="a parameter of the file is invalid",
    c234003="the file is not in this message; parts of a merged forward are fetched by its own id",
    c234006="the file is too large",
    c234010="the file is empty",
    c234011="the image format is not supported",
    c234037="the file is too large to be downloaded",
    c234039="the image has too many pixels",
    c234043="this type of message has no such file",
)
_page(_FILES, "permission", c234002="the app may not use the file")
_page("删除仅特定人可见的消息卡片", "request", c18051="the message is deleted already")

_APPLICATION = "更新应用开发配置 and 提交发布自建应用"
_page(
    _APPLICATION,
    "request",
    c210031="a parameter is invalid",
    c210032="there is no such app",
    c210034="apps of the store cannot be changed by this call",
    c210042="the address for events did not answer its check",
    c210303="the version number is not of the form X.X.X, or not above the current one",
    c210304="a required field is missing",
)
_page(_APPLICATION, "permission", c210036="an app can change itself only")
