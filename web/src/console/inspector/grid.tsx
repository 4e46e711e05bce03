/** Rows of the list: thousands, of which only those in sight are in the document. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { focusSoon, openDelivery } from "../actions";
import { Icon } from "../icon";
import { shownRows } from "../keys";
import { type Say, useSay } from "../language";
import { memo } from "../memo";
import { clearSelection, extendTo, selection, toggle } from "../selection";
import { useStore } from "../store";
import { clockTime } from "../time";
import { duration, fillOf } from "../timing";
import type { Row } from "../types";
import { outcomeOf, VerdictMark } from "./verdict-mark";

const ROW = 34;
const EXTRA = 4;
const MOST = 60;
const CHOSEN_TAB = ".detail [role=tab][aria-selected=true]";

interface GridProps {
  rows: readonly Row[];
  /** Id of the delivery that is open; empty for none. */
  chosen: string;
  /** Whether the rows are in sight; those that stopped matching wait unseen, as the next letter may bring them back. */
  isShown: boolean;
}

export function Grid({ rows, chosen, isShown }: GridProps) {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const seen = useRef(rows.at(-1)?.id ?? "");
  const before = useRef(rows);
  const [view, setView] = useState({ top: 0, height: 600 });
  const top = atEnd.current ? rows.length * ROW - view.height : view.top;
  const { first, count } = partInSight(top, view.height);
  const drawn = useRef({ first, count, atEnd: true });
  drawn.current = { first, count, atEnd: atEnd.current };
  const { ids: picked } = useStore(selection, (state) => state);
  const inSight = rows.slice(first, first + count);
  const index = rows.findIndex(({ id }) => id === chosen);
  if (chosen !== "") shownRows.last = chosen;

  const look = (): void => {
    if (!box.current) return; // a last size is told after the list has gone
    const { scrollTop, clientHeight, scrollHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < ROW;
    const now = partInSight(scrollTop, clientHeight);
    const before = drawn.current;
    if (now.first === before.first && now.count === before.count && atEnd.current === before.atEnd) return;
    setView({ top: scrollTop, height: clientHeight });
  };
  useEffect(() => {
    const sizes = new ResizeObserver(look);
    sizes.observe(box.current as HTMLDivElement);
    return () => sizes.disconnect();
  }, []);
  useLayoutEffect(() => {
    const { current } = box;
    if (current && atEnd.current) {
      seen.current = rows.at(-1)?.id ?? "";
      current.scrollTop = current.scrollHeight;
    } else if (current) {
      current.scrollTop += ROW * addedBefore(rows, before.current); // what is looked at stays where it is
    }
    before.current = rows;
  }, [rows]);
  useEffect(() => {
    const { current } = box;
    if (index < 0 || !current) return;
    const above = index * ROW;
    if (above < current.scrollTop) current.scrollTop = above;
    else if (above + ROW > current.scrollTop + current.clientHeight) {
      current.scrollTop = above + ROW - current.clientHeight;
    }
  }, [chosen]);

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && picked.size > 0) {
      clearSelection();
      event.preventDefault();
      return;
    }
    if (event.key === "Enter") {
      const id = chosen || shownRows.last;
      if (id === "") return;
      event.preventDefault();
      openDelivery(id);
      focusSoon(CHOSEN_TAB);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -rows.length, End: rows.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const last = rows.findIndex(({ id }) => id === shownRows.last);
    const from = last < 0 ? (step > 0 ? -1 : rows.length) : last;
    const row = rows[Math.min(rows.length - 1, Math.max(0, from + step))];
    if (row) openDelivery(row.id);
  };
  const fresh = atEnd.current ? 0 : rows.length - rows.findLastIndex(({ id }) => id <= seen.current) - 1;

  return (
    <div class="grid-place" aria-hidden={!isShown}>
      <div class="grid-head" aria-hidden="true">
        <span class="num">#</span>
        <span>{say("column.time")}</span>
        <span>{say("column.type")}</span>
        <span>0 – 3 s</span>
        <span class="num">{say("column.duration")}</span>
        <span>{say("column.verdict")}</span>
      </div>
      <div
        class="grid"
        id="deliveries-list"
        ref={box}
        role="grid"
        tabIndex={isShown ? 0 : -1}
        aria-label={say("deliveries.list")}
        aria-rowcount={rows.length}
        aria-colcount={6}
        aria-multiselectable="true"
        data-picking={picked.size > 0}
        aria-activedescendant={index >= first && index < first + count ? `row-${chosen}` : undefined}
        onScroll={look}
        onKeyDown={onKey}
      >
        <div class="grid-inner" role="presentation" style={{ height: `${rows.length * ROW}px` }}>
          {inSight.map((row, offset) => (
            <GridRow
              key={row.id}
              row={row}
              say={say}
              index={first + offset}
              isChosen={row.id === chosen}
              isPicked={picked.has(row.id)}
            />
          ))}
        </div>
      </div>
      {fresh > 0 && (
        <button
          type="button"
          class="pill"
          onClick={() => {
            seen.current = rows.at(-1)?.id ?? "";
            if (box.current) box.current.scrollTop = box.current.scrollHeight;
          }}
        >
          {say("deliveries.new", { count: fresh })}
          <Icon name="down" size={14} />
        </button>
      )}
    </div>
  );
}

/** Tell which rows are in the document: those in sight, and a few more. */
function partInSight(top: number, height: number): { first: number; count: number } {
  const first = Math.max(0, Math.floor(top / ROW) - EXTRA);
  return { first, count: Math.min(MOST, Math.ceil(height / ROW) + 2 * EXTRA) };
}

/** Count the rows that came in front of what was the first row. */
function addedBefore(rows: readonly Row[], earlier: readonly Row[]): number {
  const first = earlier[0];
  return first === undefined || rows[0]?.id === first.id ? 0 : Math.max(0, rows.findIndex(({ id }) => id === first.id));
}

interface RowProps {
  row: Row;
  say: Say;
  index: number;
  /** Whether it is the one that is open. */
  isChosen: boolean;
  /** Whether it was picked to be replayed with others. */
  isPicked: boolean;
}

const GridRow = memo(({ row, say, index, isChosen, isPicked }: RowProps) => {
  const time = new Date(row.pushed_at * 1000);
  const outcome = outcomeOf(row);
  return (
    <div
      class="row"
      id={`row-${row.id}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isChosen}
      data-outcome={outcome}
      style={{ transform: `translateY(${index * ROW}px)` }}
      data-picked={isPicked}
      onClick={(event) => (event.shiftKey ? extendTo(row.id, shownRows.ids) : openDelivery(row.id))}
    >
      <span role="gridcell" class="num faint pick">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={say("selection.pick", { number: row.number || row.id })}
          checked={isPicked}
          onClick={(event) => {
            event.stopPropagation();
            if (event.shiftKey) extendTo(row.id, shownRows.ids);
            else toggle(row.id);
          }}
        />
        {row.pinned && <Icon name="pin" size={12} />}
        {row.number || ""}
      </span>
      <span role="gridcell" class="faint" title={time.toISOString()}>
        {clockTime(time)}
      </span>
      <span role="gridcell" class="type" title={row.type}>
        <span class="via" data-via={row.transport} aria-hidden="true" />
        {row.type}
        {row.attempt > 1 && <em class="again">×{row.attempt}</em>}
        {row.faults.length > 0 && <Icon name="bolt" size={12} />}
      </span>
      <span role="gridcell" class="bar" data-outcome={outcome}>
        <i style={{ width: `${Math.max(fillOf(row), row.duration_ms === null ? 0 : 1.5)}%` }} />
      </span>
      <span role="gridcell" class="num">
        {duration(row.duration_ms)}
      </span>
      <span role="gridcell">
        <VerdictMark row={row} say={say} />
      </span>
    </div>
  );
});
