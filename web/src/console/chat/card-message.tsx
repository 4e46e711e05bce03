/** A message that is a card: drawn as the chosen person sees it, acted on through the control API. */
import { act } from "../actions";
import { isDark, preferences } from "../preferences";
import { route } from "../route";
import { useStore } from "../store";
import type { Json, Message } from "../types";
import { world } from "../world";
import { CardDrawing } from "./card-drawing";

interface Props {
  message: Message;
  /** A card that is not the message itself: the preview of a link in it. */
  card?: { [key: string]: Json };
}

export function CardMessage({ message, card }: Props) {
  const theme = useStore(preferences, (state) => (isDark(state) ? "dark" : "light"));
  const viewer = useStore(route, (state) => state.as);
  // The language of the person who looks, which is not that of the page: the emulator finds components in it, too.
  const locale = useStore(world, (state) => state.people.find(({ open_id }) => open_id === viewer)?.locale ?? "zh_cn");
  const look = { theme, device: "pc", locale } as const;
  return (
    <CardDrawing
      card={card ?? message.card}
      look={look}
      viewer={viewer}
      onAct={({ pointer, request }) => act(message, { pointer, body: request })}
    />
  );
}
