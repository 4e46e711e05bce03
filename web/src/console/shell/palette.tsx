/** The command palette: everything that can be done, found by name. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { commands } from "../commands/commands";
import { lookAround, NOTHING_FOUND } from "../commands/found";
import { matching } from "../commands/search";
import { inLang, useLang, useSay } from "../language";
import { closeDialogs } from "../opened";
import { Dialog } from "./dialog";

export function Palette() {
  const say = useSay();
  const lang = useLang();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const [around, setAround] = useState(NOTHING_FOUND);
  useEffect(() => void lookAround().then(setAround), []);
  const all = useMemo(() => commands(around), [around]);
  const found = matching(all, text);
  const run = (index: number): void => {
    closeDialogs();
    found[index]?.run();
  };
  const move = (step: number): void => {
    const next = (at + step + found.length) % Math.max(1, found.length);
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") run(at);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label={say("palette.label")} kind="palette" onClose={closeDialogs}>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `palette-${at}` : undefined}
        aria-label={say("palette.label")}
        placeholder={say("palette.placeholder")}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul id="palette-list" role="listbox" aria-label={say("palette.label")} ref={list}>
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`palette-${index}`}
            role="option"
            data-does={command.does}
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => run(index)}
          >
            <span>{inLang(command.name, lang)}</span>
            {command.hint && <code>{command.hint}</code>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="palette-none">{say("palette.none")}</p>}
    </Dialog>
  );
}
