/** A month to choose a day from, and hours and minutes to choose a time from. */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Glyph } from "./icons";
import { useCard } from "./view";

const WEEK = 7;
const ROWS = 6;

/** Write a day as cards do. */
function written(date: Date): string {
  return `${String(date.getUTCFullYear()).padStart(4, "0")}-${String(date.getUTCMonth() + 1).padStart(2, "0")}-${String(date.getUTCDate()).padStart(2, "0")}`;
}

export function Calendar({ day, choose }: { day: string; choose: (day: string) => void }): JSX.Element {
  const { say, view } = useCard();
  const now = new Date();
  const todays = written(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
  const [year, month] = (day || todays).split("-").map(Number);
  const [shown, show] = useState({ year: year!, month: month! - 1 });
  const language = view.locale.replace("_", "-");
  const first = new Date(Date.UTC(shown.year, shown.month, 1));
  const start = Date.UTC(shown.year, shown.month, 1 - first.getUTCDay());
  const turn = (months: number): void => {
    const next = new Date(Date.UTC(shown.year, shown.month + months, 1));
    show({ year: next.getUTCFullYear(), month: next.getUTCMonth() });
  };
  const days = Array.from({ length: ROWS * WEEK }, (_, index) => new Date(start + index * 86_400_000));
  const weekday = new Intl.DateTimeFormat(language, { weekday: "narrow", timeZone: "UTC" });
  return (
    <div class="calendar">
      <div class="calendar-head">
        <button type="button" class="quiet" aria-label={say("previousMonth")} onClick={() => turn(-1)}><Glyph name="left" size={14} /></button>
        <span aria-live="polite">{new Intl.DateTimeFormat(language, { year: "numeric", month: "long", timeZone: "UTC" }).format(first)}</span>
        <button type="button" class="quiet" aria-label={say("nextMonth")} onClick={() => turn(1)}><Glyph name="right" size={14} /></button>
      </div>
      <div class="calendar-days">
        {days.slice(0, WEEK).map((date, index) => <span key={index} class="weekday" aria-hidden="true">{weekday.format(date)}</span>)}
        {days.map((date) => {
          const value = written(date);
          const classes = ["day", date.getUTCMonth() !== shown.month && "other", value === todays && "today", value === day && "selected"];
          return (
            <button key={value} type="button" class={classes.filter(Boolean).join(" ")} aria-label={value} aria-pressed={value === day} data-day={value} {...(value === (day || todays) && { "data-first": true })} onClick={() => choose(value)}>
              {date.getUTCDate()}
            </button>
          );
        })}
      </div>
    </div>
  );
}

export function Clock({ time, choose }: { time: string; choose: (time: string) => void }): JSX.Element {
  const { say } = useCard();
  const [hour = "", minute = ""] = time.split(":");
  const column = (count: number, held: string, label: string, take: (value: string) => void): JSX.Element => (
    <div class="clock-column" role="listbox" aria-label={label} tabIndex={0}>
      {Array.from({ length: count }, (_, index) => String(index).padStart(2, "0")).map((value) => (
        <button key={value} type="button" role="option" class={value === held ? "entry selected" : "entry"} aria-selected={value === held} data-time={value} onClick={() => take(value)}>{value}</button>
      ))}
    </div>
  );
  return (
    <div class="clock">
      {column(24, hour, say("hour"), (value) => choose(`${value}:${minute || "00"}`))}
      {column(60, minute, say("minute"), (value) => choose(`${hour || "00"}:${value}`))}
    </div>
  );
}
