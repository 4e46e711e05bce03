/** The list of deliveries: what stands above its rows, and what stands there while it has none. */
import { useMemo, useRef } from "preact/hooks";
import { speak } from "../actions";
import { compileFilter } from "../filter";
import { Icon } from "../icon";
import { shownRows } from "../keys";
import { inLang, useLang, useSay } from "../language";
import { go, route } from "../route";
import { deliveries } from "../rows";
import { selection } from "../selection";
import { readRange, within } from "../sparkline";
import { later } from "../shell/later";
import { useStore } from "../store";
import { takesWebhooks, world } from "../world";
import { FilterField } from "./filter-field";
import { Grid } from "./grid";
import { type Older, useOlder } from "./older";

const Sparkline = later(async () => (await import("./sparkline")).Sparkline, <div class="spark empty-spark" />);
const RangeChip = later(async () => (await import("./sparkline")).RangeChip, null);
const SelectionBar = later(async () => (await import("./selection-bar")).SelectionBar, null);

export function DeliveryList() {
  const say = useSay();
  const filter = useStore(route, (state) => state.filter);
  const rangeText = useStore(route, (state) => state.range);
  const chosen = useStore(route, (state) => state.delivery);
  const { all, paused, held, version, absent, reading } = useStore(deliveries.store, (state) => state);
  const older = useOlder(filter, all[0]?.id ?? "", absent > 0 && !reading);
  const here = useMemo(() => {
    const holds = compileFilter(filter);
    return holds === null ? all : all.filter(holds);
  }, [filter, version]);
  const filtered = useMemo(() => (older.rows.length > 0 ? [...older.rows, ...here] : here), [older.rows, here]);
  const range = readRange(rangeText);
  const shown = useMemo(
    () => (range === null ? filtered : filtered.filter((row) => within(range, row))),
    [filtered, rangeText],
  );
  const total = all.length + absent;
  const isFiltered = filter.trim() !== "";
  const drawn = useRef(shown);
  if (shown.length > 0 || all.length === 0) drawn.current = shown;
  shownRows.ids = useMemo(() => shown.map(({ id }) => id), [shown]);
  const hasPicked = useStore(selection, ({ ids, replaying }) => ids.size > 0 || replaying);
  const canSpeak = useStore(world, ({ connections, apps }) => connections.some(({ online }) => online) || apps.some(takesWebhooks));

  return (
    <section class="deliveries" aria-label={say("deliveries.list")}>
      <div class="pane-top">
        <h2>{say("deliveries.title")}</h2>
        <span class="total" aria-live="off">
          {(isFiltered || range !== null) && shown.length < total ? say("deliveries.part", { shown: shown.length, all: total }) : total || ""}
        </span>
        <FilterField />
        <button
          type="button"
          class="tool"
          aria-pressed={paused}
          aria-label={say(paused ? "deliveries.resume" : "deliveries.pause")}
          title={say(paused ? "deliveries.resume" : "deliveries.pause")}
          onClick={() => deliveries.pause(!paused)}
        >
          <Icon name={paused ? "play" : "pause"} size={16} />
        </button>
        <button
          type="button"
          class="tool"
          aria-label={say("deliveries.save")}
          title={say("deliveries.save")}
          disabled={shown.length === 0}
          onClick={() => void saveShown()}
        >
          <Icon name="save" size={16} />
        </button>
      </div>
      {paused && (
        <div class="note" role="status">
          <Icon name="pause" size={14} />
          {say("deliveries.paused", { count: held })}
        </div>
      )}
      {isFiltered ? <OlderNote older={older} kept={all.length} /> : absent > 0 && !reading && (
        <div class="note">{say("older.kept", { kept: all.length, absent })}</div>
      )}
      {all.length > 1 && <Sparkline rows={filtered} />}
      {range !== null && <RangeChip range={range} />}
      {hasPicked && <SelectionBar />}
      <div class="rows-place">
        {drawn.current.length > 0 && <Grid rows={drawn.current} chosen={chosen} isShown={shown.length > 0} />}
        {shown.length === 0 && (
          <div class="instead">
            {reading || older.state === "searching" ? (
              <div class="rows-awaited late" aria-hidden="true">
                <span class="skeleton line" />
                <span class="skeleton line" />
                <span class="skeleton line" />
              </div>
            ) : total > 0 ? (
              <div class="empty">
                <Icon name="search" size={24} />
                <p>
                  {filtered.length > 0
                    ? say("deliveries.none_then", { count: filtered.length })
                    : say("deliveries.none_match", { count: total, filter })}
                </p>
                <button type="button" class="button" onClick={() => go(filtered.length > 0 ? { range: "" } : { filter: "" })}>
                  {say(filtered.length > 0 ? "spark.clear" : "filter.clear")}
                </button>
              </div>
            ) : (
              <div class="empty">
                <Icon name="list" size={26} />
                <p>{say("deliveries.empty")}</p>
                {canSpeak && (
                  <button type="button" class="button" onClick={() => void speak(say("suggest.hello"))}>
                    {say("deliveries.first")}
                  </button>
                )}
              </div>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

/** Let the browser save what the list shows, for a colleague who opens it as a session. */
async function saveShown(): Promise<void> {
  const { saveSession } = await import("../recordings");
  await saveSession("jsonl", "", shownRows.ids);
}

/** How far the filter reaches when the page holds only the newest deliveries. */
function OlderNote({ older, kept }: { older: Older; kept: number }) {
  const say = useSay();
  const lang = useLang();
  if (older.state === "none") return null;
  const { rows, more, problem } = older;
  return (
    <div class={older.state === "failed" ? "note bad" : "note"} role="status">
      <Icon name="search" size={14} />
      {older.state === "searching" && say("older.searching", { kept })}
      {older.state === "found" && say(more ? "older.found_more" : "older.found", { count: rows.length, kept })}
      {older.state === "failed" && say("older.failed", { kept, problem: inLang(problem, lang) })}
    </div>
  );
}
