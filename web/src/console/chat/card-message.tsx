/** A message that is a card: drawn as the chosen person sees it, acted on through the control API. */
import { act } from "../actions";
import { useLang } from "../language";
import { isDark, preferences } from "../preferences";
import { route } from "../route";
import { useStore } from "../store";
import type { Message } from "../types";
import { CardDrawing } from "./card-drawing";

export function CardMessage({ message }: { message: Message }) {
  const lang = useLang();
  const theme = useStore(preferences, (state) => (isDark(state) ? "dark" : "light"));
  const viewer = useStore(route, (state) => state.as);
  const look = { theme, device: "pc", locale: lang === "zh" ? "zh_cn" : "en_us" } as const;
  return (
    <CardDrawing
      card={message.card}
      look={look}
      viewer={viewer}
      onAct={({ pointer, request }) => act(message, { pointer, body: request })}
    />
  );
}
