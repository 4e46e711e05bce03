/** Tabs after the pattern of the ARIA guide: arrows move, one tab stop. */
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

interface Props<T extends string> {
  label: string;
  names: readonly T[];
  chosen: T;
  onChoose: (name: T) => void;
  titleOf: (name: T) => ComponentChildren;
  children: ComponentChildren;
}

export function Tabs<T extends string>({ label, names, chosen, onChoose, titleOf, children }: Props<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKey = (event: KeyboardEvent): void => {
    const now = names.indexOf(chosen);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    const index = (to + names.length) % names.length;
    const name = names[index];
    if (name !== undefined) onChoose(name);
    (list.current?.children[index] as HTMLElement | undefined)?.focus();
    event.preventDefault();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={onKey}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
          >
            {titleOf(name)}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}
