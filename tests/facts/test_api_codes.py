"""What the error codes of API calls mean."""

from __future__ import annotations

import inspect
import re

import pytest

from larkline.facts import api_codes
from larkline.facts.api_codes import API_CODES

#: The codes that the platform's pages list, one page a line: 通用错误码, 发送消息 and its sisters, 延时更新消息卡片,
#: cardkit v1, 上传图片 and 上传文件, 删除仅特定人可见的消息卡片.
DOCUMENTED = """
99991400-99991401 99991403 99991661-99991665 99991668 99991671-99991673 99991677 99991679 10003 10005 10012-10016
230001-230002 230006 230009 230011 230013 230017-230018 230020 230022 230025-230028 230031 230034-230035 230049-230050
230053-230054 230071-230072 230075 230099 230110 232009
300020 300030 300040 300090 200000 200310 200320 100000 100030 10002 11311
200220 200510 200740 200750 200770 200810 200850 200860 300120-300122 300301-300303 300305 300307 300309-300315 300317
234001-234002 234006 234010-234011 234037 234039 234043
18051
"""


def documented() -> set[int]:
    """Read the ranges above."""
    numbers: set[int] = set()
    for part in DOCUMENTED.split():
        first, _, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def test_every_documented_code_is_known():
    """A documented code is never judged by its HTTP status alone."""
    assert documented() - set(API_CODES) == set()


def test_no_code_stands_twice():
    """Two entries for one code would hide each other."""
    written = re.findall(r"\bc(\d+)=", inspect.getsource(api_codes))

    assert len(written) - 1 == len(API_CODES) == len(set(written) - {"123"})  # c123 is the example of the docstring


@pytest.mark.parametrize("code", sorted(API_CODES))
def test_an_entry_says_what_and_from_where(code):
    """Meaning and source are sentences a person can use."""
    entry = API_CODES[code]

    assert len(entry.meaning) > 5
    assert entry.meaning[0] not in " A"
    assert entry.source
