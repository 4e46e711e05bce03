/** A button with a menu: arrows move in it, Escape closes it and gives the focus back. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "../icon";

export interface Item {
  name: string;
  hint?: string;
  run: () => void;
}

interface Props {
  id: string;
  text: string;
  label: string;
  icon: IconName;
  items: readonly Item[];
  /** Where the menu opens: above the button, or below it. */
  side?: "up" | "down";
}

export function Menu({ id, text, label, icon, items, side = "down" }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const found = (): HTMLElement[] => [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  useEffect(() => {
    if (!open) return;
    found()[0]?.focus();
    const onPointer = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", onPointer);
    return () => removeEventListener("pointerdown", onPointer);
  }, [open]);
  const close = (): void => {
    setOpen(false);
    document.getElementById(id)?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    const all = found();
    const now = all.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown") all[(now + 1) % all.length]?.focus();
    else if (event.key === "ArrowUp") all[(now - 1 + all.length) % all.length]?.focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="menu-place" ref={box} onKeyDown={open ? onKey : undefined}>
      <button
        type="button"
        id={id}
        class="button"
        aria-haspopup="menu"
        aria-expanded={open}
        title={label}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} size={15} />
        <span>{text}</span>
      </button>
      {open && (
        <ul class="menu" data-side={side} role="menu" aria-label={label}>
          {items.map((item) => (
            <li key={item.name} role="none">
              <button
                type="button"
                role="menuitem"
                onClick={() => {
                  close();
                  item.run();
                }}
              >
                <span>{item.name}</span>
                {item.hint && <code>{item.hint}</code>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
