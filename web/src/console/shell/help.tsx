/** The keys, in a dialog; and the switch for those who want none. */
import { Icon } from "../icon";
import { SHORTCUTS } from "../keys";
import { useSay } from "../language";
import { closeDialogs } from "../opened";
import { prefer, preferences } from "../preferences";
import { useStore } from "../store";
import { Dialog } from "./dialog";

export function Help() {
  const say = useSay();
  const shortcuts = useStore(preferences, (state) => state.shortcuts);
  return (
    <Dialog label={say("help.title")} kind="help" onClose={closeDialogs}>
      <h2>{say("help.title")}</h2>
      <button type="button" class="plain dialog-close" aria-label={say("help.close")} onClick={closeDialogs}>
        <Icon name="cross" size={16} />
      </button>
      <p class="faint">{say("help.intro")}</p>
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
