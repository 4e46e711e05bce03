/** Record what happens and take it along: as a test, as a session for a colleague, as commands. */
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../icon";
import { useSay } from "../language";
import {
  FORMS, listRecordings, openSession, type Recording, saveRecording, saveSession, startRecording, stopRecording,
} from "../recordings";
import { deliveries } from "../rows";
import { useStore } from "../store";

export function SessionsPane() {
  const say = useSay();
  const version = useStore(deliveries.store, (state) => state.version);
  const [recordings, setRecordings] = useState<Recording[]>([]);
  const [app, setApp] = useState("bot:app");
  const look = (): Promise<void> => listRecordings().then(setRecordings);
  useEffect(() => void look(), [version]);
  return (
    <div class="pane">
      <div class="pane-top">
        <h2>{say("sessions.title")}</h2>
      </div>
      <div class="cards">
        <section class="panel">
          <h3>{say("sessions.recordings")}</h3>
          <p class="faint">{say("sessions.recordings_text")}</p>
          <div class="actions">
            <button type="button" class="button primary" onClick={() => void startRecording().then(look)}>
              <Icon name="record" size={15} />
              {say("sessions.start")}
            </button>
            <label class="inline-field">
              {say("sessions.app")}
              <input class="field short" value={app} onInput={(event) => setApp(event.currentTarget.value)} />
            </label>
          </div>
          <ul class="rows">
            {recordings.map((one) => (
              <li key={one.id}>
                <span class={`tag ${one.stopped ? "" : "bad"}`}>{say(one.stopped ? "sessions.stopped" : "sessions.running")}</span>
                <span class="grow">
                  {one.name || one.id}
                  <small class="faint">{say("sessions.steps", { count: one.steps })}</small>
                </span>
                {!one.stopped && (
                  <button type="button" class="button" onClick={() => void stopRecording(one.id).then(look)}>
                    {say("sessions.stop")}
                  </button>
                )}
                <button type="button" class="button" onClick={() => void saveRecording(one, "pytest", app)}>
                  pytest
                </button>
                <button type="button" class="button" onClick={() => void saveRecording(one, "jsonl", app)}>
                  JSONL
                </button>
              </li>
            ))}
          </ul>
        </section>
        <section class="panel">
          <h3>{say("sessions.session")}</h3>
          <p class="faint">{say("sessions.session_text")}</p>
          <div class="actions">
            {FORMS.map((as) => (
              <button key={as} type="button" class="button" onClick={() => void saveSession(as, app)}>
                <Icon name="save" size={15} />
                {say(`sessions.as_${as}`)}
              </button>
            ))}
            <label class="button">
              <Icon name="open" size={15} />
              {say("sessions.load")}
              <input class="hidden" type="file" accept=".jsonl" onChange={(event) => void openSession(event.currentTarget)} />
            </label>
          </div>
        </section>
      </div>
    </div>
  );
}
