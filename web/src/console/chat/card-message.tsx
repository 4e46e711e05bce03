/** A message that is a card: drawn as the chosen person sees it, acted on through the control API. */
import { act } from "../actions";
import { useLang } from "../language";
import { isDark, preferences } from "../preferences";
import { route } from "../route";
import { useStore } from "../store";
import type { Json, Message } from "../types";
import { CardDrawing } from "./card-drawing";

interface Props {
  message: Message;
  /** A card that is not the message itself: the preview of a link in it. */
  card?: { [key: string]: Json };
}

export function CardMessage({ message, card }: Props) {
  const lang = useLang();
  const theme = useStore(preferences, (state) => (isDark(state) ? "dark" : "light"));
  const viewer = useStore(route, (state) => state.as);
  const look = { theme, device: "pc", locale: lang === "zh" ? "zh_cn" : "en_us" } as const;
  return (
    <CardDrawing
      card={card ?? message.card}
      look={look}
      viewer={viewer}
      onAct={({ pointer, request }) => act(message, { pointer, body: request })}
    />
  );
}
