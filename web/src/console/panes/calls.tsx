/** The newest calls of the platform's API by an app; what is not emulated stands out. */
import { useEffect } from "preact/hooks";
import { attempt } from "../actions";
import { Icon } from "../icon";
import { useLang, useSay } from "../language";
import { loadCalls } from "../session";
import { useStore } from "../store";
import { duration } from "../timing";
import { world } from "../world";

export function CallsPane() {
  const say = useSay();
  const lang = useLang();
  const calls = useStore(world, (state) => state.calls);
  const isLive = useStore(world, (state) => state.phase === "live");
  useEffect(() => {
    if (isLive) void attempt(loadCalls);
  }, [isLive]);
  return (
    <div class="pane">
      <div class="pane-top">
        <h2>{say("view.calls")}</h2>
        <span class="total">{calls.length || ""}</span>
      </div>
      {calls.length === 0 ? (
        <div class="empty">
          <Icon name="list" size={26} />
          <p>{say("calls.empty")}</p>
        </div>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={say("view.calls")}>
          <table class="table">
            <thead>
              <tr>
                <th>{say("column.time")}</th>
                <th>{say("calls.call")}</th>
                <th class="num">{say("calls.code")}</th>
                <th class="num">{say("column.duration")}</th>
                <th>{say("calls.log_id")}</th>
              </tr>
            </thead>
            <tbody>
              {calls.toReversed().map((call) => (
                <tr key={call.id} data-bad={!call.implemented || call.code !== 0}>
                  <td class="faint">{new Date(call.at * 1000).toLocaleTimeString(lang === "zh" ? "zh-CN" : "en-GB")}</td>
                  <td>
                    <b class="method">{call.method}</b> <code>{call.path}</code>
                    {!call.implemented && <span class="tag bad">{say("calls.unimplemented")}</span>}
                  </td>
                  <td class="num">{call.code}</td>
                  <td class="num">{duration(call.duration_ms)}</td>
                  <td>
                    <code class="faint">{call.id}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
