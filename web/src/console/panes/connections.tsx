/** Who is connected, who of them gets the next delivery, and ways to make it hard for them. */
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../actions";
import { at, get, post } from "../api";
import { ConnectPanel } from "../chat/connect";
import { told, useLang, useSay } from "../language";
import { ask } from "../opened";
import { useStore } from "../store";
import { clockTime } from "../time";
import { duration, longTime } from "../timing";
import { type Connection, IN_PROCESS } from "../types";
import { placed, world } from "../world";

const WAYS = ["close", "reset", "freeze"] as const;
/** How often the pane asks for what the stream does not tell. */
const LOOK_MS = 2000;
const CHOICES = ["random", "round_robin"] as const;

interface Listed {
  connections: Connection[];
  ended: Connection[];
  choice: { how: string; connection: string; seed: number | null };
}

export function ConnectionsPane() {
  const say = useSay();
  const connections = useStore(world, (state) => state.connections);
  const [listed, setListed] = useState<Listed | null>(null);
  useEffect(() => {
    const look = (): void => void get<Listed>("/connections").then(setListed, () => undefined);
    look();
    const timer = setInterval(look, LOOK_MS); // nothing tells how long a connection has been open
    return () => clearInterval(timer);
  }, [connections.length]);
  const open = connections.filter((one) => one.ended_at === null);
  if (open.length === 0 && (listed?.ended.length ?? 0) === 0) return <ConnectPanel />;
  const choose = async (body: object): Promise<void> => {
    const choice = await attempt(() => post<Listed["choice"]>("/connections/choice", body));
    if (choice && listed) setListed({ ...listed, choice });
  };
  const seed = (): void =>
    ask({
      title: say("connections.seed"),
      values: [{ name: "seed", label: say("command.seed_number"), value: String(listed?.choice.seed ?? 7) }],
      send: ({ seed }) => void choose({ how: "random", seed: Number(seed) }),
    });
  return (
    <div class="pane">
      <div class="pane-top wrap">
        <h2>{say("connections.title", { count: open.length })}</h2>
        <span class="gap" />
        <span class="faint small">{say("connections.choice")}</span>
        <div class="choice" role="group" aria-label={say("connections.choice")}>
          {CHOICES.map((how) => (
            <button key={how} type="button" aria-pressed={listed?.choice.how === how} onClick={() => void choose({ how })}>
              {say(`connections.${how}`)}
            </button>
          ))}
          {listed?.choice.how === "pinned" && (
            <button type="button" aria-pressed={true}>
              {say("connections.pinned")}
            </button>
          )}
        </div>
        <button type="button" class="button" onClick={seed}>
          {listed?.choice.seed == null ? say("connections.seed") : say("connections.seeded", { seed: listed.choice.seed })}
        </button>
        <button type="button" class="button" onClick={() => void attempt(() => post("/faults", { kind: "limit_on_reconnect" }))}>
          {say("connections.limit")}
        </button>
      </div>
      <ul class="cards">
        {open.map((one) => (
          <One
            key={one.id}
            one={one}
            uptime={listed?.connections.find(({ id }) => id === one.id)?.uptime ?? 0}
            isPinned={listed?.choice.how === "pinned" && listed.choice.connection === one.id}
            onPin={() => void choose({ how: "pinned", connection: one.id })}
          />
        ))}
        {(listed?.ended ?? []).map((one) => (
          <Ended key={one.id} one={one} />
        ))}
      </ul>
    </div>
  );
}

async function keep(path: string): Promise<void> {
  const changed = await attempt(() => post<Connection>(path));
  if (changed) world.set({ connections: placed(world.state.connections, changed) });
}

interface OneProps {
  one: Connection;
  /** Seconds, by the platform's clock. */
  uptime: number;
  isPinned: boolean;
  onPin: () => void;
}

function One({ one, uptime, isPinned, onPin }: OneProps) {
  const say = useSay();
  const lang = useLang();
  const state = one.frozen ? "frozen" : one.paused ? "paused" : one.online ? "online" : "waiting";
  const unhandled = Object.keys(one.unhandled_types);
  const path = at("connections", one.id);
  return (
    <li class="panel">
      <h3 title={one.user_agent}>
        <span class="dot" data-state={state === "online" ? "on" : "soon"} aria-hidden="true" />
        {one.sdk || one.user_agent || say("connections.unnamed")}
        <span class={`tag ${state === "online" ? "ok" : "warn"}`}>{say(`connections.${state}`)}</span>
        {isPinned && <span class="tag warn">{say("connections.pinned")}</span>}
        <code>{one.peer === IN_PROCESS ? say("connections.in_process") : one.peer}</code>
      </h3>
      <dl class="facts">
        <div>
          <dt>ID</dt>
          <dd>
            <code>{one.id}</code>
          </dd>
        </div>
        {one.user_agent !== "" && one.user_agent !== one.sdk && (
          <div>
            <dt>User-Agent</dt>
            <dd>
              <code>{one.user_agent}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>{say("connections.uptime")}</dt>
          <dd class="num">
            {longTime(uptime, lang)}
          </dd>
        </div>
        <div>
          <dt>{say("connections.since")}</dt>
          <dd>{clockTime(new Date(one.opened_at * 1000))}</dd>
        </div>
        <div>
          <dt>{say("connections.round_trip")}</dt>
          <dd class="num">{duration(one.round_trip_ms) || "–"}</dd>
        </div>
        {(["pings", "in_flight", "answered", "failed"] as const).map((key) => (
          <div key={key}>
            <dt>{say(`connections.${key}`)}</dt>
            <dd class="num">{one[key]}</dd>
          </div>
        ))}
      </dl>
      {unhandled.length > 0 && (
        <p class="note warn">{say("connections.unhandled", { types: unhandled.join(", ") })}</p>
      )}
      <div class="actions">
        {WAYS.map((how) => (
          <button key={how} type="button" class="button" onClick={() => void attempt(() => post(`${path}/close`, { how }))}>
            {say(`connections.${how}`)}
          </button>
        ))}
        <button
          type="button"
          class="button"
          onClick={() => void keep(`${path}/${one.paused ? "resume" : "pause"}`)}
        >
          {say(one.paused ? "connections.resume" : "connections.pause")}
        </button>
        {!isPinned && (
          <button type="button" class="button" onClick={onPin}>
            {say("connections.pin")}
          </button>
        )}
      </div>
    </li>
  );
}

function Ended({ one }: { one: Connection }) {
  const say = useSay();
  const lang = useLang();
  const time = clockTime(new Date((one.ended_at ?? 0) * 1000));
  return (
    <li class="panel" data-ended="true">
      <h3>
        <span class="dot" aria-hidden="true" />
        {one.sdk || one.user_agent || say("connections.unnamed")}
        <span class="tag">{say("connections.ended", { time })}</span>
        <code>{told(one, "end_reason", lang)}</code>
      </h3>
    </li>
  );
}
