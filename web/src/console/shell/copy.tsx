/** A button that copies, and says that it did. */
import { useState } from "preact/hooks";
import { copy } from "../actions";
import { Icon } from "../icon";
import { useSay } from "../language";

const SAID_MS = 1500;

export function Copy({ text, label, children }: { text: string; label: string; children?: string }) {
  const say = useSay();
  const [done, setDone] = useState(false);
  const onClick = async (): Promise<void> => {
    if (!(await copy(text))) return;
    setDone(true);
    setTimeout(() => setDone(false), SAID_MS);
  };
  return (
    <button
      type="button"
      class={children ? "button" : "plain copy"}
      aria-label={children ? undefined : say("copy.label", { what: label })}
      title={say("copy.label", { what: label })}
      disabled={text === ""}
      onClick={() => void onClick()}
    >
      <Icon name={done ? "check" : "copy"} size={15} />
      {children}
    </button>
  );
}
