/** The Mock menu: what a person could do in the client that the bot is told about. */
import { useEffect, useRef, useState } from "preact/hooks";
import { trigger } from "../actions";
import { CATALOGUE, type Key } from "../catalogue";
import { MOCK_EVENTS } from "../commands";
import { Icon } from "../icon";
import { type Say, useSay } from "../language";

/** Give what an event type is called; a type without a name is called by itself. */
export function eventName(type: string, say: Say): string {
  const key = `event.${type}`;
  return key in CATALOGUE ? say(key as Key) : type;
}

export function MockMenu() {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const onPointer = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", onPointer);
    return () => removeEventListener("pointerdown", onPointer);
  }, [open]);
  const onKey = (event: KeyboardEvent): void => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const now = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown") items[(now + 1) % items.length]?.focus();
    else if (event.key === "ArrowUp") items[(now - 1 + items.length) % items.length]?.focus();
    else if (event.key === "Escape") {
      setOpen(false);
      document.getElementById("mock")?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="menu-place" ref={box} onKeyDown={open ? onKey : undefined}>
      <button
        type="button"
        id="mock"
        class="button"
        aria-haspopup="menu"
        aria-expanded={open}
        title={say("mock.title")}
        onClick={() => setOpen(!open)}
      >
        <Icon name="bolt" size={16} />
        Mock
      </button>
      {open && (
        <ul class="menu up" role="menu" aria-label={say("mock.title")}>
          {MOCK_EVENTS.map((type) => (
            <li key={type} role="none">
              <button
                type="button"
                role="menuitem"
                onClick={() => {
                  setOpen(false);
                  void trigger(type);
                }}
              >
                <span>{eventName(type, say)}</span>
                <code>{type}</code>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
