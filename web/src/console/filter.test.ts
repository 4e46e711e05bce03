import { expect, test } from "vitest";
import { compileFilter, parseFilter, suggestions } from "./filter";
import { rowOf } from "./rows";
import type { Delivery, Row } from "./types";

const DELIVERY: Delivery = {
  id: "dlv_1", type: "card.action.trigger", app_id: "cli_1", transport: "long_connection", connection: "c7", url: null,
  attempt: 2, pushed_at: 0, duration_ms: 1420, late_by_ms: null, event_id: "e1", chat: "oc_team", user: "ou_alice",
  verdict: {
    outcome: "failed", code: 200672, rule: "response.shape", evidence: "$.toast: a text",
    message: { zh: "格式不正确", en: "a wrong shape" }, source: { certainty: "documented", text: "docs" },
  },
};

function row(change: Partial<Delivery> = {}): Row {
  return rowOf({ ...DELIVERY, ...change });
}

test.each([
  "type:card", "code:2006", "status:failed", "conn:c7", "chat:team", "user:alice", "ms:>1000", "ms:<=1420", "attempt:>1",
  "rule:shape", "via:long", "has:code", "格式", '"a wrong"', "-status:ok", "-fault:*", "type:card status:failed $.toast",
])("%s lets the row pass", (filter) => {
  expect(compileFilter(filter)?.(row())).toBe(true);
});

test.each(["type:im", "status:ok", "ms:>1420", "attempt:1", "-type:card", "has:ciphertext", "nothing", "type:card status:ok", "ms:abc"])(
  "%s holds the row back",
  (filter) => {
    expect(compileFilter(filter)?.(row())).toBe(false);
  },
);

test("advice is a kind of ok, and a row without a verdict is pending", () => {
  const advised = row({ verdict: { ...(DELIVERY.verdict as NonNullable<Delivery["verdict"]>), outcome: "ok_advice" } });

  expect(compileFilter("status:ok")?.(advised)).toBe(true);
  expect(compileFilter("status:advice")?.(advised)).toBe(true);
  expect(compileFilter("status:pending")?.(row({ verdict: null }))).toBe(true);
});

test("an empty filter shows everything", () => {
  expect(compileFilter("  ")).toBeNull();
});

test("a key that is not known is looked for as text", () => {
  expect(parseFilter("colour:red")).toEqual([{ key: "text", value: "colour:red", negated: false }]);
});

test("the last word is completed, and what stands before it stays", () => {
  expect(suggestions("status:failed -ty")).toEqual(["status:failed -type:"]);
  expect(suggestions("status:f")).toEqual(["status:failed"]);
  expect(suggestions("-has:re")).toEqual(["-has:replay"]);
  expect(suggestions("")).toContain("type:");
});
