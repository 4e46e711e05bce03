/** What can be done with a delivery: send it again, copy it, go on in its conversation. */
import { attempt, copy, openDelivery, toast } from "../actions";
import { at, get, post, remove } from "../api";
import { postAsking } from "../confirm";
import { Icon } from "../icon";
import { say as sayNow, useSay } from "../language";
import { editReplay } from "../opened";
import { deliveries } from "../rows";
import { Menu } from "../shell/menu";
import { useStore } from "../store";
import type { Delivery, Detail, Json, Row } from "../types";

/** Send a delivery again, and show the new one. */
export async function replay(id: string, body: Record<string, Json>): Promise<void> {
  const answer = await attempt(() => postAsking<{ delivery: Delivery }>(`${at("deliveries", id)}/replay`, body));
  if (!answer) return;
  if (!deliveries.get(answer.delivery.id)) deliveries.take(answer.delivery);
  openDelivery(answer.delivery.id);
}

async function copyAs(id: string, form: "curl" | "python" | "json"): Promise<void> {
  const found = await attempt(() => get<{ copy: Record<string, string> }>(at("deliveries", id), { part: "copy" }));
  if (found && (await copy(found.copy[form] ?? ""))) toast({ type: "success", content: sayNow("copy.done") });
}

async function pin(row: Row): Promise<void> {
  const path = `${at("deliveries", row.id)}/pin`;
  await attempt(() => (row.pinned ? remove(path) : post(path)));
}

export function DetailActions({ row, known }: { row: Row; known: Detail | null }) {
  const say = useSay();
  const all = useStore(deliveries.store, (state) => state.all);
  const inChat = row.chat ? all.filter((one) => one.chat === row.chat) : [];
  const index = inChat.findIndex(({ id }) => id === row.id);
  return (
    <>
      <Step id="previous-in-chat" label={say("detail.previous")} icon="up" to={inChat[index - 1]} />
      <Step id="next-in-chat" label={say("detail.next")} icon="down" to={inChat[index + 1]} />
      <button
        type="button"
        class="tool"
        aria-pressed={row.pinned ?? false}
        aria-label={say(row.pinned ? "pin.unset" : "pin.set")}
        title={say(row.pinned ? "pin.unset" : "pin.set")}
        onClick={() => void pin(row)}
      >
        <Icon name="pin" size={15} />
      </button>
      <Menu
        id="replay-menu"
        text={say("replay.menu")}
        label={say("replay.menu")}
        icon="replay"
        items={[
          { name: say("replay.sent"), hint: "r", run: () => void replay(row.id, { mode: "as_sent" }) },
          { name: say("replay.new"), run: () => void replay(row.id, { mode: "as_new" }) },
          { name: say("replay.edited"), hint: "e", run: () => known && editReplay(known) },
        ]}
      />
      <Menu
        id="copy"
        text={say("copy.menu")}
        label={say("copy.menu")}
        icon="copy"
        items={[
          { name: "curl", run: () => void copyAs(row.id, "curl") },
          { name: "Python", run: () => void copyAs(row.id, "python") },
          { name: "JSON", run: () => void copyAs(row.id, "json") },
        ]}
      />
    </>
  );
}

function Step({ id, label, icon, to }: { id: string; label: string; icon: "up" | "down"; to: Row | undefined }) {
  return (
    <button
      type="button"
      id={id}
      class="tool"
      aria-label={label}
      title={label}
      disabled={to === undefined}
      onClick={() => to && openDelivery(to.id)}
    >
      <Icon name={icon} size={16} />
    </button>
  );
}
