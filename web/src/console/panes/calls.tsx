/** The newest calls of the platform's API by an app; what is not emulated stands out, and each unfolds. */
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../actions";
import { Icon } from "../icon";
import { useSay } from "../language";
import { CALLS, go, route, type Route } from "../route";
import { loadCalls } from "../session";
import { useStore } from "../store";
import { clockTime } from "../time";
import { duration } from "../timing";
import type { ApiCall } from "../types";
import { world } from "../world";
import { CallInFull } from "./call-in-full";

const PASSES: Record<Route["calls"], (call: ApiCall) => boolean> = {
  all: () => true,
  failed: ({ code }) => code !== 0,
  unimplemented: ({ implemented }) => !implemented,
};

export function CallsPane() {
  const say = useSay();
  const calls = useStore(world, (state) => state.calls);
  const isLive = useStore(world, (state) => state.phase === "live");
  const only = useStore(route, (state) => state.calls);
  const [wanted, setWanted] = useState("");
  useEffect(() => {
    if (isLive) void attempt(loadCalls);
  }, [isLive]);
  const words = wanted.trim().toLowerCase();
  const found = calls.filter((call) => PASSES[only](call) && `${call.method} ${call.path} ${call.code} ${call.id}`.toLowerCase().includes(words));
  return (
    <div class="pane">
      <div class="pane-top wrap">
        <h2>{say("view.calls")}</h2>
        <span class="total">
          {found.length < calls.length ? say("deliveries.part", { shown: found.length, all: calls.length }) : calls.length || ""}
        </span>
        {calls.length > 0 && (
          <>
            <input class="field grow" type="search" placeholder={say("calls.search")} aria-label={say("calls.search")} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
            <div class="choice" role="group" aria-label={say("calls.which")}>
              {CALLS.map((name) => (
                <button key={name} type="button" aria-pressed={only === name} onClick={() => go({ calls: name })}>
                  {say(`calls.${name}`)}
                </button>
              ))}
            </div>
          </>
        )}
      </div>
      {found.length === 0 ? (
        <div class="empty">
          <Icon name="list" size={26} />
          <p>{say(calls.length === 0 ? "calls.empty" : "calls.none")}</p>
        </div>
      ) : (
        <CallTable calls={found.toReversed()} />
      )}
    </div>
  );
}

function CallTable({ calls }: { calls: readonly ApiCall[] }) {
  const say = useSay();
  const unfolded = useStore(route, (state) => state.call);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say("view.calls")}>
      <table class="table calls">
        <thead>
          <tr>
            <th class="call-time">{say("column.time")}</th>
            <th>{say("calls.call")}</th>
            <th class="call-code num">{say("calls.code")}</th>
            <th class="call-took num">{say("column.duration")}</th>
          </tr>
        </thead>
        <tbody>
          {calls.flatMap((call) => {
            const isOpen = call.id === unfolded;
            const row = (
              <tr key={call.id} data-bad={call.code !== 0} onClick={() => go({ call: isOpen ? "" : call.id })}>
                <td class="faint">{clockTime(new Date(call.at * 1000))}</td>
                <td>
                  <button type="button" class="call" aria-expanded={isOpen} title={call.path}>
                    <b class="method">{call.method}</b> <code>{call.path}</code>
                  </button>
                  {!call.implemented && <span class="tag bad">{say("calls.unimplemented")}</span>}
                  {call.fault && <span class="tag warn">{call.fault}</span>}
                </td>
                <td class="num">{call.code}</td>
                <td class="num">{duration(call.duration_ms)}</td>
              </tr>
            );
            if (!isOpen) return row;
            return [
              row,
              <tr key={`${call.id} in full`}>
                <td colSpan={4}>
                  <CallInFull id={call.id} />
                </td>
              </tr>,
            ];
          })}
        </tbody>
      </table>
    </div>
  );
}
