import { expect, test } from "vitest";
import { commandLine, MOCK_EVENTS, MOCK_FIELDS, type Scene, usualValues, withValue } from "./mock-events";

const NAMES: Record<string, string> = { ou_alice: "阿丽", ou_bob: "小王", oc_team: "项目组" };
const SCENE: Scene = {
  person: "ou_alice", direct: "oc_alice", group: "oc_team", message: "om_1", nameOf: (id) => NAMES[id],
};

test("a form begins with the person, chat and message that are looked at", () => {
  expect(usualValues("im.chat.member.bot.added_v1", SCENE)).toEqual({
    chat_id: "oc_team", name: "项目组", "operator_id.open_id": "ou_alice",
  });
  expect(usualValues("im.message.message_read_v1", SCENE)).toEqual({
    "reader.reader_id.open_id": "ou_alice", "message_id_list.0": "om_1",
  });
});

test("another person comes with their name, and what is emptied is left to the emulator", () => {
  const [, joined] = MOCK_FIELDS["im.chat.member.user.added_v1"] ?? [];
  const values = withValue({}, joined!, "ou_bob", SCENE);

  expect(values).toEqual({ "users.0.user_id.open_id": "ou_bob", "users.0.name": "小王" });
  expect(withValue(values, joined!, "", SCENE)).toEqual({});
});

test("every event of the menu has a form", () => {
  expect(MOCK_EVENTS.filter((type) => (MOCK_FIELDS[type] ?? []).length === 0)).toEqual([]);
});

test("the command can be pasted into a shell and keeps texts that look like numbers", () => {
  expect(commandLine("a.b_v1", { key: "open_help", code: "42", text: "it's", list: [1], on: true }, 3)).toBe(
    `larkline trigger a.b_v1 --set key=open_help --set 'code="42"' --set 'text=it'\\''s' --set 'list=[1]' --set on=true --times 3`,
  );
  expect(commandLine("a.b_v1", {}, 1)).toBe("larkline trigger a.b_v1");
});
