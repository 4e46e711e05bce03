/** The Mock menu: what a person could do in the client that the bot is told about. */
import { trigger } from "../actions";
import { CATALOGUE, type Key } from "../catalogue";
import { MOCK_EVENTS } from "../commands";
import { type Say, useSay } from "../language";
import { openMock } from "../opened";
import { preferences } from "../preferences";
import { Menu } from "../shell/menu";
import { useStore } from "../store";

/** Give what an event type is called; a type without a name is called by itself. */
export function eventName(type: string, say: Say): string {
  const key = `event.${type}`;
  return key in CATALOGUE ? say(key as Key) : type;
}

export function MockMenu() {
  const say = useSay();
  const recent = useStore(preferences, (state) => state.recent);
  const types = [...new Set([...recent, ...MOCK_EVENTS])];
  const items = types.map((type) => ({ name: eventName(type, say), hint: type, run: () => void trigger(type) }));
  const custom = { name: say("mock.custom"), run: openMock };
  return <Menu id="mock" text="Mock" label={say("mock.title")} icon="bolt" side="up" items={[...items, custom]} />;
}
