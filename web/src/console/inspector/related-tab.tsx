/** What stands around a delivery: its neighbours in the chat, other attempts, replays, calls made meanwhile. */
import { openDelivery, openView } from "../actions";
import { useSay } from "../language";
import { go } from "../route";
import { deliveries } from "../rows";
import { duration } from "../timing";
import type { Detail } from "../types";

export function RelatedTab({ known }: { known: Detail }) {
  const say = useSay();
  const { related } = known;
  if (!related) return <p class="empty">{say("related.none")}</p>;
  const others = (ids: readonly string[]): string[] => ids.filter((id) => id !== known.id);
  return (
    <div class="stacked">
      <Links title={say("related.attempts")} ids={others(related.attempts)} />
      <Links title={say("related.replays")} ids={related.replays} />
      {known.replay_of && <Links title={say("related.replay_of")} ids={[known.replay_of]} />}
      <section>
        <h3>{say("related.calls", { count: related.api_calls.length })}</h3>
        {related.api_calls.length > 0 && (
          <table class="table boxed calls">
            <tbody>
              {related.api_calls.map((call) => (
                <tr key={call.id} data-bad={!call.implemented || call.code !== 0}>
                  <td>
                    <button type="button" class="call" title={call.path} onClick={() => openCall(call.id)}>
                      <b class="method">{call.method}</b> <code>{call.path}</code>
                    </button>
                  </td>
                  <td class="call-code num">{call.code}</td>
                  <td class="call-took num">{duration(call.duration_ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

function openCall(call: string): void {
  openView("calls");
  go({ calls: "all", call });
}

function Links({ title, ids }: { title: string; ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="links">
        {ids.map((id) => (
          <li key={id}>
            <button type="button" class="link" onClick={() => openDelivery(id)}>
              #{deliveries.get(id)?.number ?? id} {deliveries.get(id)?.type}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
