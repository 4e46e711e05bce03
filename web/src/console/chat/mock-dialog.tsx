/** Send any event: its type, and what shall stand in it, as a form of paths or as JSON. */
import { useState } from "preact/hooks";
import { trigger } from "../actions";
import { MOCK_EVENTS } from "../commands";
import { useSay } from "../language";
import { readObject } from "../json";
import { closeDialogs } from "../opened";
import { Dialog } from "../shell/dialog";

export function MockDialog() {
  const say = useSay();
  const [type, setType] = useState("im.message.receive_v1");
  const [set, setSet] = useState("{}");
  const [times, setTimes] = useState(1);
  const paths = readObject(set);
  const flags = Object.entries(paths ?? {}).map(([path, value]) => ` --set ${path}=${JSON.stringify(value)}`);
  return (
    <Dialog label={say("mock.custom")} kind="form-dialog" onClose={closeDialogs}>
      <h2>{say("mock.custom")}</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!paths) return;
          closeDialogs();
          void trigger(type, paths, times);
        }}
      >
        <label>
          {say("mock.type")}
          <input class="field" list="event-types" value={type} onInput={(event) => setType(event.currentTarget.value)} />
          <datalist id="event-types">
            {MOCK_EVENTS.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
        <label>
          {say("mock.set")}
          <textarea
            class="field"
            rows={6}
            spellcheck={false}
            aria-invalid={!paths}
            value={set}
            onInput={(event) => setSet(event.currentTarget.value)}
          />
        </label>
        {!paths && <p class="bad-text">{say("mock.not_json")}</p>}
        <label>
          {say("mock.times")}
          <input
            class="field short"
            type="number"
            min={1}
            max={1000}
            value={times}
            onInput={(event) => setTimes(Number(event.currentTarget.value) || 1)}
          />
        </label>
        <p class="faint">
          {say("mock.cli")} <code>{`larkline trigger ${type}${flags.join("")}${times > 1 ? ` --times ${times}` : ""}`}</code>
        </p>
        <div class="actions">
          <button type="submit" class="button primary" disabled={!paths}>
            {say("mock.send")}
          </button>
          <button type="button" class="button" onClick={closeDialogs}>
            {say("mock.cancel")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
