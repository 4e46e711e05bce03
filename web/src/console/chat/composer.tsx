/** Write as a person; `/` offers events, and so does the Mock menu. */
import { useRef, useState } from "preact/hooks";
import { speak, trigger } from "../actions";
import { Icon } from "../icon";
import { useSay } from "../language";
import { useStore } from "../store";
import { world } from "../world";
import { MOCK_EVENTS } from "./mock-events";
import { MockMenu, eventName } from "./mock-menu";

/** What was written in each chat and not sent. */
const drafts = new Map<string, string>();

export function Composer({ chat }: { chat: string }) {
  const say = useSay();
  const isLive = useStore(world, (state) => state.phase === "live");
  const [text, write] = useState(drafts.get(chat) ?? "");
  const setText = (draft: string): void => {
    drafts.set(chat, draft);
    write(draft);
  };
  const [at, setAt] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const slash = text.startsWith("/") ? text.slice(1).toLowerCase() : null;
  const offers = slash === null ? [] : MOCK_EVENTS.filter((type) => `${type}\n${eventName(type, say)}`.toLowerCase().includes(slash));

  const send = (): void => {
    const chosen = offers[at];
    if (slash !== null && chosen !== undefined) void trigger(chosen);
    else if (text.trim() !== "") void speak(text.trim());
    else return;
    setText("");
    setAt(0);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return; // Enter chooses a Chinese word then
    if (event.key === "Enter" && !event.shiftKey) send();
    else if (event.key === "ArrowDown" && offers.length > 0) setAt((at + 1) % offers.length);
    else if (event.key === "ArrowUp" && offers.length > 0) setAt((at - 1 + offers.length) % offers.length);
    else if (event.key === "Escape" && text !== "") setText("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {offers.length > 0 && (
        <ul class="slash" id="slash" role="listbox" aria-label={say("composer.events")}>
          {offers.map((type, index) => (
            <li
              key={type}
              id={`slash-${index}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => {
                void trigger(type);
                setText("");
              }}
            >
              <span>{eventName(type, say)}</span>
              <code>{type}</code>
            </li>
          ))}
        </ul>
      )}
      <MockMenu />
      <textarea
        ref={field}
        rows={1}
        value={text}
        disabled={!isLive}
        aria-autocomplete="list"
        aria-controls={offers.length > 0 ? "slash" : undefined}
        aria-activedescendant={offers.length > 0 ? `slash-${at}` : undefined}
        aria-label={say("composer.label")}
        placeholder={say("composer.placeholder")}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <button type="submit" class="button primary" disabled={!isLive || text.trim() === ""} aria-label={say("composer.send")}>
        <Icon name="send" size={17} />
      </button>
    </form>
  );
}
