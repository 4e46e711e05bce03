/** A message that is a card: drawn as the chosen person sees it, acted on through the control API. */
import { useEffect, useRef, useState } from "preact/hooks";
import { act, outcomes } from "../actions";
import { isDark } from "../chosen";
import { preferences } from "../preferences";
import { route } from "../route";
import { useStore } from "../store";
import type { Json, Message } from "../types";
import { world } from "../world";
import { CardDrawing } from "./card-drawing";

interface Props {
  message: Message;
  /** A card that is not the message itself: the preview of a link in it. */
  card?: { [key: string]: Json };
  /** The link. */
  url?: string;
  /** Whether it is drawn at once; another one is drawn when it comes near what is in view. */
  isRecent?: boolean;
}

const NEAR = "800px 0px";

export function CardMessage({ message, card, url = "", isRecent = true }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(isRecent);
  useEffect(() => {
    if (isNear || !place.current) return;
    const look = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && setNear(true), {
      root: place.current.closest(".log"),
      rootMargin: NEAR,
    });
    look.observe(place.current);
    return () => look.disconnect();
  }, [isNear]);
  const theme = useStore(preferences, (state) => (isDark(state) ? "dark" : "light"));
  const viewer = useStore(route, (state) => state.as);
  // The language of the person who looks, which is not that of the page: the emulator finds components in it, too.
  const locale = useStore(world, (state) => state.people.find(({ open_id }) => open_id === viewer)?.locale ?? "zh_cn");
  const look = { theme, device: "pc", locale } as const;
  if (!isNear) return <div class="card-place card-awaited" ref={place} />;
  return (
    <CardDrawing
      key={viewer}
      keptAs={`${viewer} ${message.id} ${url}`}
      card={card ?? message.card}
      look={look}
      viewer={viewer}
      done={outcomes.get(message.id)}
      sent={message.created_at}
      onAct={({ pointer, request }) => act(message, { pointer, body: request })}
    />
  );
}
