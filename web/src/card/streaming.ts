/** Text that is typed out while a card streams. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { JsonObject } from "./json";
import { objectIn } from "./json";
import { useCard } from "./view";

function setting(config: JsonObject, key: string, device: string, otherwise: number): number {
  const value = objectIn(objectIn(config, "streaming_config"), key);
  const given = value[device] ?? value["default"];
  return typeof given === "number" && given > 0 ? given : otherwise;
}

/** Give as much of a text as has been typed; all of it unless the card streams and the text only grew. */
export function useTyped(text: string): string {
  const { card, view } = useCard();
  const config = objectIn(card, "config");
  const streams = config["streaming_mode"] === true;
  const [typed, setTyped] = useState(text);
  const before = useRef(text);
  const still = useRef(typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    const grew = streams && !still.current && text.startsWith(before.current) && text !== before.current;
    const from = grew ? before.current : text;
    before.current = text;
    setTyped(from);
    if (!grew) return;
    const step = setting(config, "print_step", view.device, 1);
    const timer = setInterval(() => {
      setTyped((shown) => {
        const next = text.slice(0, shown.length + step);
        if (next.length >= text.length) clearInterval(timer);
        return next;
      });
    }, setting(config, "print_frequency_ms", view.device, 70));
    return () => clearInterval(timer);
  }, [text]);
  return streams && text.startsWith(typed) && before.current === text ? typed : text;
}
