/** Who is connected, and ways to make it hard for them. */
import { attempt } from "../actions";
import { at, post } from "../api";
import { ConnectPanel } from "../chat/connect";
import { useLang, useSay } from "../language";
import { useStore } from "../store";
import { world } from "../world";

const WAYS = ["close", "reset", "freeze"] as const;

export function ConnectionsPane() {
  const say = useSay();
  const lang = useLang();
  const connections = useStore(world, (state) => state.connections);
  if (connections.length === 0) return <ConnectPanel />;
  return (
    <div class="pane">
      <div class="pane-top">
        <h2>{say("connections.title", { count: connections.length })}</h2>
      </div>
      <ul class="cards">
        {connections.map((one) => (
          <li class="panel" key={one.id}>
            <h3>
              <span class="dot" data-state={one.online ? "on" : "soon"} aria-hidden="true" />
              {say(one.frozen ? "connections.frozen" : one.online ? "connections.online" : "connections.waiting")}
              <code>{one.user_agent || say("connections.unnamed")}</code>
            </h3>
            <dl class="facts">
              <div>
                <dt>ID</dt>
                <dd>
                  <code>{one.id}</code>
                </dd>
              </div>
              <div>
                <dt>{say("connections.since")}</dt>
                <dd>{new Date(one.opened_at * 1000).toLocaleTimeString(lang === "zh" ? "zh-CN" : "en-GB")}</dd>
              </div>
              {(["pings", "in_flight", "answered", "failed"] as const).map((key) => (
                <div key={key}>
                  <dt>{say(`connections.${key}`)}</dt>
                  <dd class="num">{one[key]}</dd>
                </div>
              ))}
            </dl>
            <div class="actions">
              {WAYS.map((how) => (
                <button
                  key={how}
                  type="button"
                  class="button"
                  onClick={() => void attempt(() => post(`${at("connections", one.id)}/close`, { how }))}
                >
                  {say(`connections.${how}`)}
                </button>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
