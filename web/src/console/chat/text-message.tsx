/** A message in words, with the previews of its links. */
import type { ComponentChildren } from "preact";
import { Icon } from "../icon";
import { visible } from "../json";
import type { Message, Preview } from "../types";
import { CardMessage } from "./card-message";

export function TextMessage({ message }: { message: Message }) {
  const previews = message.previews ?? [];
  return (
    <>
      <p class="bubble">{withPreviews(visible(message.type === "text" ? message.text : message.content), previews)}</p>
      {previews.map((preview) => preview.card && <CardMessage key={preview.url} message={message} card={preview.card} url={preview.url} />)}
    </>
  );
}

/** Put the title of each preview in the place of its link. */
function withPreviews(text: string, previews: readonly Preview[]): ComponentChildren[] {
  const shown = previews.filter(({ title, url }) => title !== "" && /^https?:/i.test(url) && text.includes(url));
  const pieces: ComponentChildren[] = [];
  let rest = text;
  for (const { url, title } of shown) {
    const at = rest.indexOf(url);
    if (at < 0) continue;
    pieces.push(
      rest.slice(0, at),
      <a class="preview-link" href={url} target="_blank" rel="noopener noreferrer" title={url}>
        <Icon name="link" size={14} />
        {visible(title)}
      </a>,
    );
    rest = rest.slice(at + url.length);
  }
  return [...pieces, rest];
}
