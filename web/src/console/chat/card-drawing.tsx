/** The card renderer, as a component of the page. */
import { useLayoutEffect, useRef } from "preact/hooks";
import "../../card/element";
import type { FeishuCard, Filled, View } from "../../card/element";
import { ActionEvent, type Failure } from "../../card/events";
import { useStore } from "../store";
import type { Json } from "../types";
import { world } from "../world";

/** Where the emulator has an uploaded picture. */
const imageUrl = (key: string) => `/api/v1/images/${encodeURIComponent(key)}`;

/** What was filled into cards that are not drawn now. */
const kept = new Map<string, Filled>();

export type Look = Pick<View, "theme" | "device" | "locale">;

interface Props {
  card: { [key: string]: Json } | null;
  look: Look;
  viewer?: string;
  /** When it was sent, in seconds. */
  sent?: number;
  /** Carry out what a person did; gives what they see when it goes wrong. */
  onAct: (event: ActionEvent) => Promise<Failure | null>;
  /** What was done before it is drawn: its component waits, or shows what went wrong. */
  done?: { pointer: string; outcome: Promise<Failure | null> } | undefined;
  /** A name under which what was filled in is kept while the card is not drawn. */
  keptAs?: string;
}

export function CardDrawing({ card, look, viewer = "", sent, onAct, done, keptAs = "" }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<FeishuCard | null>(null);
  const people = useStore(world, (state) => state.people);
  const latest = useRef(onAct);
  latest.current = onAct;
  const { theme, device, locale } = look;

  useLayoutEffect(() => {
    const view = document.createElement("feishu-card");
    view.addEventListener("feishu-action", (event) => {
      if (event instanceof ActionEvent) event.waitFor(latest.current(event));
    });
    drawn.current = view;
    return () => {
      if (keptAs !== "" && view.filled.values.size > 0) kept.set(keptAs, view.filled);
      else kept.delete(keptAs);
      view.remove();
    };
  }, []);
  useLayoutEffect(() => {
    const timezone = people.find(({ open_id }) => open_id === viewer)?.timezone ?? "Asia/Shanghai";
    if (drawn.current) drawn.current.view = { theme, device, locale, timezone, people, viewer, imageUrl, sent: sent && sent * 1000 };
  }, [theme, device, locale, people, viewer, sent]);
  useLayoutEffect(() => {
    if (drawn.current) drawn.current.card = card;
  }, [card]);
  useLayoutEffect(() => {
    const filled = kept.get(keptAs);
    if (drawn.current && filled) drawn.current.filled = filled;
    if (drawn.current) place.current?.append(drawn.current);
    if (done) drawn.current?.waitFor(done.pointer, done.outcome);
  }, []);

  return <div class="card-place" ref={place} />;
}
