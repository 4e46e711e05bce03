/** A message that is a card: drawn by the renderer, acted on through the control API. */
import { useEffect, useRef } from "preact/hooks";
import { ActionEvent, type FeishuCard } from "../../card/element";
import { act } from "../actions";
import { useLang } from "../language";
import { isDark, preferences } from "../preferences";
import { route } from "../route";
import { useStore } from "../store";
import type { Message } from "../types";
import { world } from "../world";

export function CardMessage({ message }: { message: Message }) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<FeishuCard>(null);
  const lang = useLang();
  const theme = useStore(preferences, (state) => (isDark(state) ? "dark" : "light"));
  const people = useStore(world, (state) => state.people);
  const viewer = useStore(route, (state) => state.as);
  const latest = useRef(message);
  latest.current = message;

  useEffect(() => {
    const card = document.createElement("feishu-card");
    card.addEventListener("feishu-action", (event) => {
      if (!(event instanceof ActionEvent)) return;
      event.waitFor(act(latest.current, { pointer: event.pointer, body: event.request }));
    });
    place.current?.append(card);
    view.current = card;
    return () => card.remove();
  }, []);
  useEffect(() => {
    const person = people.find(({ open_id }) => open_id === viewer);
    const locale = lang === "zh" ? "zh_cn" : "en_us";
    const timezone = person?.timezone ?? "Asia/Shanghai";
    Object.assign(view.current as FeishuCard, {
      view: { theme, device: "pc", locale, timezone, people, viewer, imageUrl: undefined },
    });
  }, [theme, lang, people, viewer]);
  useEffect(() => {
    if (view.current) view.current.card = message.card;
  }, [message.card]);

  return <div class="card-place" ref={place} />;
}
