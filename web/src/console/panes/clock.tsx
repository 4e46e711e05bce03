/** The platform's time: let it stand, run, jump, or go to what comes next. */
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../actions";
import { get, post } from "../api";
import { Icon } from "../icon";
import { useLang, useSay } from "../language";
import { useStore } from "../store";
import { dayAndTime, paceOf, timeBy } from "../time";
import { longTime } from "../timing";
import type { Timer } from "../types";
import { world } from "../world";

const STEPS = [15, 60, 300, 3600, 21_600] as const;
const SHOWN = 6;
const LOOK_MS = 1000;

export function ClockPanel() {
  const say = useSay();
  const lang = useLang();
  const clock = useStore(world, (state) => state.clock);
  const [timers, setTimers] = useState<Timer[]>([]);
  useEffect(() => {
    const look = (): void => void get<{ timers: Timer[] }>("/timers").then((found) => setTimers(found.timers), () => setTimers([]));
    look();
    const timer = setInterval(look, LOOK_MS); // time passes, and nothing tells of a new timer
    return () => clearInterval(timer);
  }, [clock]);
  if (!clock) return null;
  const isChanged = clock.frozen || clock.speed !== 1;
  const move = (change: object): void => void attempt(() => post("/clock", change));
  return (
    <section class="panel" aria-labelledby="clock-title">
      <h3 id="clock-title">
        <Icon name="clock" size={16} />
        {say("clock.title")}
        <time class="num">{dayAndTime(new Date(timeBy(clock) * 1000), lang)}</time>
        <span class={`tag ${clock.frozen ? "warn" : ""}`}>{paceOf(clock, say)}</span>
      </h3>
      <div class="actions">
        <button type="button" class="button" onClick={() => move(isChanged ? { run: true } : { freeze: true })}>
          <Icon name={isChanged ? "play" : "pause"} size={14} />
          {say(isChanged ? "clock.run" : "clock.freeze")}
        </button>
        {STEPS.map((seconds) => (
          <button type="button" class="button num" key={seconds} onClick={() => move({ advance: seconds })}>
            +{longTime(seconds, lang)}
          </button>
        ))}
        <button type="button" class="button primary" disabled={timers.length === 0} onClick={() => move({ next: true })}>
          <Icon name="next" size={14} />
          {say("clock.next")}
        </button>
      </div>
      {timers.length > 0 && (
        <ul class="rows timers">
          {timers.slice(0, SHOWN).map((timer) => (
            <li key={timer.kind + timer.subject + timer.at}>
              <span class="tag">{timer.kind}</span>
              <code class="grow">{timer.subject}</code>
              <span class="num faint">{say("clock.in", { time: longTime(Math.round(timer.in_seconds), lang) })}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
