/** The keys, in a dialog; and the switch for those who want none. */
import { Icon } from "../icon";
import { SHORTCUTS } from "../keys";
import { useSay } from "../language";
import { prefer, preferences } from "../preferences";
import { Store, useStore } from "../store";
import { Dialog } from "./dialog";

const shown = new Store({ open: false });

export function showHelp(): void {
  shown.set({ open: true });
}

export function Help() {
  const say = useSay();
  const { open } = useStore(shown, (state) => state);
  const shortcuts = useStore(preferences, (state) => state.shortcuts);
  if (!open) return null;
  const close = (): void => shown.set({ open: false });
  return (
    <Dialog label={say("help.title")} kind="help" onClose={close}>
      <h2>{say("help.title")}</h2>
      <button type="button" class="plain dialog-close" aria-label={say("help.close")} onClick={close}>
        <Icon name="cross" size={16} />
      </button>
      <p>{say("help.intro")}</p>
      <dl class="keys">
        {SHORTCUTS.map(({ keys, what }) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{say(what)}</dd>
          </div>
        ))}
      </dl>
      <label class="switch">
        <input
          type="checkbox"
          checked={shortcuts}
          onChange={(event) => prefer({ shortcuts: event.currentTarget.checked })}
        />
        {say("help.shortcuts")}
      </label>
    </Dialog>
  );
}
