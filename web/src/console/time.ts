/** Times of day as the page writes them, and the platform's time as it passes. */
import type { Say } from "./language";
import type { Clock, Lang } from "./types";

/** Write hours, minutes and seconds, as both languages do; the browser's own formats take 20 ms to load. */
export function clockTime(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Write a day and a time as the readers of a language do. */
export function dayAndTime(time: Date, lang: Lang): string {
  return time.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB");
}

/** Give the platform's time by now, in seconds since 1970, as it passes since the emulator told it. */
export function timeBy(clock: Clock): number {
  return clock.time + (Date.now() / 1000 - clock.real) * (clock.frozen ? 0 : (clock.speed ?? 1));
}

/** Say how time passes: not at all, as on the machine, or so many times as fast. */
export function paceOf({ frozen, speed = 1 }: Clock, say: Say): string {
  return frozen ? say("clock.frozen") : speed === 1 ? say("clock.flowing") : say("clock.speed", { speed });
}
