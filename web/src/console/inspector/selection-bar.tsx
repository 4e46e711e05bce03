/** What can be done with the deliveries picked out of the list: send them again together, and see how that goes. */
import "../catalogue-parts";
import { useState } from "preact/hooks";
import { attempt } from "../actions";
import { post } from "../api";
import { Icon } from "../icon";
import { useSay } from "../language";
import { go } from "../route";
import { deliveries } from "../rows";
import { clearSelection, selection } from "../selection";
import { Store, useStore } from "../store";
import type { Delivery } from "../types";
import { outcomeOf } from "./verdict-mark";

const PACES = ["original", "fast"] as const;
const MODES = ["as_sent", "as_new"] as const;

/** Deliveries that are being sent again. */
interface Batch {
  ids: ReadonlySet<string>;
  /** The newest delivery before the first of them. */
  after: string;
  /** What they became, once all have been sent. */
  sent: readonly string[] | null;
}

const batch = new Store<{ now: Batch | null }>({ now: null });

async function replayAll(mode: (typeof MODES)[number], pace: (typeof PACES)[number]): Promise<void> {
  const { ids } = selection.state;
  const inOrder = [...ids].sort(); // ids grow with time
  const begun: Batch = { ids, after: deliveries.store.state.all.at(-1)?.id ?? "", sent: null };
  batch.set({ now: begun });
  clearSelection();
  selection.set({ replaying: true });
  const answer = await attempt(() => post<{ deliveries: Delivery[] }>("/replays", { deliveries: inOrder, mode, pace }));
  if (batch.state.now !== begun) return; // its line was closed
  for (const row of answer?.deliveries ?? []) if (!deliveries.get(row.id)) deliveries.take(row);
  if (answer) batch.set({ now: { ...begun, sent: answer.deliveries.map(({ id }) => id) } });
  else closeBatch();
}

function closeBatch(): void {
  batch.set({ now: null });
  selection.set({ replaying: false });
}

export function SelectionBar() {
  const count = useStore(selection, (state) => state.ids.size);
  const { now } = useStore(batch, (state) => state);
  return (
    <>
      {count > 0 && <Picked count={count} />}
      {now !== null && <Progress batch={now} />}
    </>
  );
}

function Picked({ count }: { count: number }) {
  const say = useSay();
  const [mode, setMode] = useState<(typeof MODES)[number]>("as_sent");
  const [pace, setPace] = useState<(typeof PACES)[number]>("original");
  return (
    <div class="selection-bar" role="toolbar" aria-label={say("selection.label")}>
      <b class="num">{say("selection.count", { count })}</b>
      <select aria-label={say("selection.mode")} value={mode} onChange={(event) => setMode(choiceOf(event, MODES))}>
        {MODES.map((name) => (
          <option key={name} value={name}>
            {say(`selection.${name}`)}
          </option>
        ))}
      </select>
      <select aria-label={say("selection.pace")} value={pace} onChange={(event) => setPace(choiceOf(event, PACES))}>
        {PACES.map((name) => (
          <option key={name} value={name}>
            {say(`selection.${name}`)}
          </option>
        ))}
      </select>
      <button type="button" class="button primary" onClick={() => void replayAll(mode, pace)}>
        <Icon name="replay" size={14} />
        {say("selection.replay")}
      </button>
      <button type="button" class="tool" aria-label={say("selection.clear")} title={say("selection.clear")} onClick={clearSelection}>
        <Icon name="cross" size={14} />
      </button>
    </div>
  );
}

function choiceOf<T extends string>(event: { currentTarget: HTMLSelectElement }, known: readonly [T, ...T[]]): T {
  return known.find((one) => one === event.currentTarget.value) ?? known[0];
}

function Progress({ batch: { ids, after, sent } }: { batch: Batch }) {
  const say = useSay();
  const { all } = useStore(deliveries.store, (state) => state);
  const copies =
    sent === null
      ? all.filter(({ id, replay_of }) => id > after && replay_of != null && ids.has(replay_of))
      : sent.flatMap((id) => deliveries.get(id) ?? []);
  const over = copies.filter((row) => outcomeOf(row) !== "pending");
  const failed = over.filter((row) => outcomeOf(row) === "failed").length;
  const isOver = sent !== null && over.length === ids.size;
  return (
    <div class="selection-bar" role="status">
      {!isOver && <progress max={ids.size} value={over.length} aria-label={say("selection.progress")} />}
      <span class="num">
        {say("selection.done", { done: over.length, all: ids.size })}
        {" · "}
        {say("selection.outcome", { ok: over.length - failed, failed })}
      </span>
      <span class="gap" />
      {isOver && (
        <button type="button" class="button" onClick={() => go({ filter: "has:replay", range: "" })}>
          {say("selection.show")}
        </button>
      )}
      <button type="button" class="tool" aria-label={say("selection.close")} onClick={closeBatch}>
        <Icon name="cross" size={14} />
      </button>
    </div>
  );
}
