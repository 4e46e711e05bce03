/** The Mock menu: what a person could do in the client that the bot is told about; what was kept or used last is on top. */
import { trigger } from "../actions";
import { CATALOGUE, type Key } from "../catalogue";
import { type Say, useSay } from "../language";
import { openMock } from "../opened";
import { preferences } from "../preferences";
import { Menu } from "../shell/menu";
import { useStore } from "../store";
import { MOCK_EVENTS } from "./mock-events";

/** Give what an event type is called; a type without a name is called by itself. */
export function eventName(type: string, say: Say): string {
  const key = `event.${type}`;
  return key in CATALOGUE ? say(key as Key) : type;
}

export function MockMenu() {
  const say = useSay();
  const recent = useStore(preferences, (state) => state.recent);
  const bookmarks = useStore(preferences, (state) => state.bookmarks);
  const kept = bookmarks.map(({ name, type, set, times }) => ({
    name: `★ ${name}`,
    hint: type,
    run: () => void trigger(type, set, times),
  }));
  const types = [...new Set([...recent, ...MOCK_EVENTS])];
  const items = types.map((type) => ({ name: eventName(type, say), hint: type, run: () => openMock(type) }));
  const custom = { name: say("mock.custom"), run: () => openMock("im.message.receive_v1") };
  return <Menu id="mock" text={say("mock.button")} label={say("mock.title")} icon="bolt" side="up" items={[...kept, ...items, custom]} />;
}
