"""The control API: which calls of the platform are served, and how many went elsewhere."""

from __future__ import annotations

import httpx2


async def test_the_table_of_calls_is_shown_with_the_count_of_the_others(served):
    """A call that is not served is counted there and in the information about the run."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(headers=headers, trust_env=False) as client:
        await client.get(info["platform_url"] + "/open-apis/im/v1/pins")
        table = (await client.get(info["console_url"] + "/api/v1/coverage")).json()
        about = (await client.get(info["console_url"] + "/api/v1/info")).json()

    rows = {(row["method"], row["path"]): row for row in table["calls"]}
    assert (table["unimplemented"], about["unimplemented"]) == (1, 1)
    assert 99991663 in table["common_codes"]
    assert 230002 in rows["POST", "/open-apis/im/v1/messages"]["codes"]
    assert rows["PUT", "/open-apis/im/v1/messages/:message_id"]["token"]
    assert not rows["POST", "/open-apis/auth/v3/app_ticket/resend"]["token"]
