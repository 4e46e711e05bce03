/** How many deliveries came when, and how they ended; a stretch of that time can be chosen, by pointer or by keys. */
import "../catalogue-parts";
import { useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../icon";
import { useSay } from "../language";
import { go, route } from "../route";
import { readRange, sparkOf, writeRange, type Outcome, type Range, type Spark } from "../sparkline";
import { useStore } from "../store";
import { clockTime } from "../time";
import type { Row } from "../types";

const BINS = 72;
const HEIGHT = 28;
/** From the bottom up. */
const ORDER: readonly Outcome[] = ["failed", "ok_advice", "ok", "pending"];

export function Sparkline({ rows }: { rows: readonly Row[] }) {
  const spark = useMemo(() => sparkOf(rows, BINS), [rows]);
  return spark === null ? null : <Chart spark={spark} />;
}

function Chart({ spark }: { spark: Spark }) {
  const say = useSay();
  const text = useStore(route, (state) => state.range);
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<{ from: number; to: number } | null>(null);
  const whole = spark.to - spark.from;
  const chosen = readRange(text);
  const edges = chosen === null ? { from: 0, to: BINS } : { from: edgeOf(chosen.from), to: edgeOf(chosen.to) };
  const marked = drawn ?? (chosen === null ? null : edges);

  function edgeOf(seconds: number): number {
    return Math.min(BINS, Math.max(0, ((seconds - spark.from) / whole) * BINS));
  }
  const choose = (one: number, other: number): void => {
    const [from, to] = one <= other ? [one, other] : [other, one];
    const all = from <= 0 && to >= BINS;
    const at = (edge: number): number => spark.from + (edge / BINS) * whole;
    go({ range: all || from === to ? "" : writeRange({ from: at(from), to: at(to) }) });
  };
  const place = (event: PointerEvent): number => {
    const { left, width } = (box.current as HTMLDivElement).getBoundingClientRect();
    return Math.min(BINS, Math.max(0, ((event.clientX - left) / width) * BINS));
  };
  const onUp = (): void => {
    if (drawn === null) return;
    setDrawn(null);
    const [from, to] = [Math.min(drawn.from, drawn.to), Math.max(drawn.from, drawn.to)];
    choose(Math.floor(from), Math.ceil(to)); // a click chooses one bar
  };

  return (
    <div class="spark" role="group" aria-label={say("spark.label")}>
      <div
        class="spark-chart"
        ref={box}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrawn({ from: place(event), to: place(event) });
        }}
        onPointerMove={(event) => drawn && setDrawn({ ...drawn, to: place(event) })}
        onPointerUp={onUp}
        onPointerCancel={() => setDrawn(null)}
      >
        <svg viewBox={`0 0 ${BINS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
          {spark.bins.flatMap((bin, index) => {
            const total = ORDER.reduce((sum, outcome) => sum + bin[outcome], 0);
            const whole = Math.sqrt(total / spark.most) * (HEIGHT - 2); // so that one beside a hundred can be seen
            let top = HEIGHT;
            return ORDER.filter((outcome) => bin[outcome] > 0).map((outcome) => {
              const high = Math.max(1.5, (bin[outcome] / total) * whole);
              top -= high;
              return <rect key={`${index}${outcome}`} data-outcome={outcome} x={index + 0.1} y={top} width={0.8} height={high} />;
            });
          })}
        </svg>
        {marked && (
          <span
            class="spark-range"
            style={{
              left: `${(Math.min(marked.from, marked.to) / BINS) * 100}%`,
              width: `${(Math.abs(marked.to - marked.from) / BINS) * 100}%`,
            }}
          />
        )}
        {(["from", "to"] as const).map((end) => (
          <input
            key={end}
            class="spark-edge"
            type="range"
            min={0}
            max={BINS}
            step={1}
            value={edges[end]}
            aria-label={say(end === "from" ? "spark.from" : "spark.to")}
            aria-valuetext={clock(spark.from + (edges[end] / BINS) * whole)}
            onInput={(event) => {
              const edge = event.currentTarget.valueAsNumber;
              if (end === "from") choose(Math.min(edge, Math.ceil(edges.to) - 1), edges.to);
              else choose(edges.from, Math.max(edge, Math.floor(edges.from) + 1));
            }}
          />
        ))}
      </div>
    </div>
  );
}

/** The chosen stretch in words, with a way out of it. */
export function RangeChip({ range }: { range: Range }) {
  const say = useSay();
  return (
    <span class="range-chip">
      <Icon name="clock" size={13} />
      {clock(range.from)} – {clock(range.to)}
      <button type="button" class="plain" aria-label={say("spark.clear")} title={say("spark.clear")} onClick={() => go({ range: "" })}>
        <Icon name="cross" size={12} />
      </button>
    </span>
  );
}

function clock(seconds: number): string {
  return clockTime(new Date(seconds * 1000));
}
