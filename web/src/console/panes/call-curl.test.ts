import { expect, test } from "vitest";
import type { WholeCall } from "../types";
import { curlOf } from "./call-curl";

const CALL: WholeCall = {
  id: "0A", at: 0, app_id: null, method: "POST", path: "/open-apis/made up/v1", status: 404, code: 99991201,
  duration_ms: 1, implemented: false, fault: null, response: null,
  request: {
    query: "page_size=5",
    headers: { host: "127.0.0.1", "content-type": "application/json", authorization: "Bearer ***" },
    body: `{"name":"it's"}`,
  },
};

test("a call is written for a shell, with the token left to the environment", () => {
  expect(curlOf(CALL, "http://127.0.0.1:1")).toBe(
    [
      "curl -X POST 'http://127.0.0.1:1/open-apis/made%20up/v1?page_size=5'",
      "-H 'content-type: application/json'",
      `-H "authorization: Bearer $TENANT_ACCESS_TOKEN"`,
      `--data-raw '{"name":"it'\\''s"}'`,
    ].join(" \\\n  "),
  );
});

test("a call of which only the row is known has neither headers nor body", () => {
  expect(curlOf({ ...CALL, request: null }, "http://127.0.0.1:1")).toBe(
    "curl -X POST 'http://127.0.0.1:1/open-apis/made%20up/v1'",
  );
});
