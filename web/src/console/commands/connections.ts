/** What can be done with the long connections that are open. */
import { attempt } from "../actions";
import { at, post } from "../api";
import { say } from "../language";
import { ask } from "../opened";
import { placed, world } from "../world";
import type { Connection } from "../types";
import { type Command, named } from "./command";

const WAYS = ["close", "reset", "freeze"] as const;

export function connectionCommands(): Command[] {
  const open = world.state.connections.filter((one) => one.ended_at === null);
  const choose = (body: object): void => void attempt(() => post("/connections/choice", body));
  const does = "POST /connections/choice";
  return [
    ...open.flatMap(commandsOf),
    { id: "choice.random", name: named("command.choose", { how: named("connections.random") }), does, run: () => choose({ how: "random" }) },
    { id: "choice.turn", name: named("command.choose", { how: named("connections.round_robin") }), does, run: () => choose({ how: "round_robin" }) },
    ...open.map((one) => ({
      id: `choice.${one.id}`,
      name: named("command.choose", { how: `${one.sdk} ${one.peer}` }),
      hint: one.id,
      does,
      run: () => choose({ how: "pinned", connection: one.id }),
    })),
  ];
}

function commandsOf(one: Connection): Command[] {
  const path = at("connections", one.id);
  const what = { what: `${one.sdk || one.user_agent} ${one.peer}` };
  const pausing = one.paused ? "resume" : "pause";
  return [
    ...WAYS.map((how) => ({
      id: `${how}.${one.id}`,
      name: named("command.connection", { how: named(`connections.${how}`), ...what }),
      hint: one.id,
      does: "POST /connections/{id}/close",
      run: () => void attempt(() => post(`${path}/close`, { how })),
    })),
    {
      id: `${pausing}.${one.id}`,
      name: named("command.connection", { how: named(`connections.${pausing}`), ...what }),
      hint: one.id,
      does: `POST /connections/{id}/${pausing}`,
      run: () =>
        void attempt(() => post<Connection>(`${path}/${pausing}`)).then(
          (changed) => changed && world.set({ connections: placed(world.state.connections, changed) }),
        ),
    },
    {
      id: `ping.${one.id}`,
      name: named("command.connection", { how: named("command.ping"), ...what }),
      hint: one.id,
      does: "POST /connections/{id}/ping-config",
      run: () =>
        ask({
          title: say("command.ping"),
          values: [{ name: "seconds", label: say("command.ping_seconds"), value: "30" }],
          send: ({ seconds }) => void attempt(() => post(`${path}/ping-config`, { ping_interval: Number(seconds) })),
        }),
    },
  ];
}
