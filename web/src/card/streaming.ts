/** Text that is typed out while a card streams. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { JsonObject } from "./json";
import { objectIn } from "./json";
import { useCard } from "./view";

function setting(config: JsonObject, key: string, device: string, otherwise: number): number {
  const value = objectIn(objectIn(config, "streaming_config"), key);
  const given = value[device === "mobile" ? "ios" : device] ?? value["default"];
  return typeof given === "number" && given > 0 ? given : otherwise;
}

/** Give as much of a text as has been typed; all of it unless the card streams and the text only grew. */
export function useTyped(text: string): string {
  const { card, view } = useCard();
  const config = objectIn(card, "config");
  const streams = config["streaming_mode"] === true;
  const target = useRef(text);
  const typed = useRef(text.length);
  const [, draw] = useState(0);
  if (target.current !== text) {
    const grew = streams && text.startsWith(target.current) && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const waits = objectIn(config, "streaming_config")["print_strategy"] === "delay";
    if (!grew) typed.current = text.length;
    else if (!waits) typed.current = target.current.length;
    target.current = text;
  }
  useEffect(() => {
    if (!streams || typed.current >= text.length) return undefined;
    const step = setting(config, "print_step", view.device, 1);
    const timer = setInterval(() => {
      typed.current = Math.min(text.length, typed.current + step);
      if (typed.current === text.length) clearInterval(timer);
      draw((count) => count + 1);
    }, setting(config, "print_frequency_ms", view.device, 70));
    return () => clearInterval(timer);
  }, [text, streams]);
  return streams ? text.slice(0, typed.current) : text;
}
