/** Record what happens and take it along: as a test, as a session for a colleague, as commands. */
import { useEffect, useState } from "preact/hooks";
import { attempt, toast } from "../actions";
import { at, get, post } from "../api";
import { download } from "../download";
import { Icon } from "../icon";
import { say as sayNow, useSay } from "../language";
import { deliveries } from "../rows";
import { useStore } from "../store";

interface Recording {
  id: string;
  name: string;
  steps: number;
  stopped: boolean;
}

const FORMS = ["jsonl", "pytest", "curl", "har"] as const;
const ENDINGS = { jsonl: "jsonl", pytest: "py", curl: "sh", har: "har" } as const;
type Form = (typeof FORMS)[number];

export function SessionsPane() {
  const say = useSay();
  const version = useStore(deliveries.store, (state) => state.version);
  const [recordings, setRecordings] = useState<Recording[]>([]);
  const [app, setApp] = useState("bot:app");
  const look = (): Promise<void> =>
    get<{ recordings: Recording[] }>("/recordings").then(
      (found) => setRecordings(found.recordings),
      () => setRecordings([]),
    );
  useEffect(() => void look(), [version]);
  const start = (): Promise<unknown> => attempt(() => post("/recordings")).then(look);
  const stop = (id: string): Promise<unknown> => attempt(() => post(`${at("recordings", id)}/stop`)).then(look);
  const saveRecording = async (one: Recording, as: "jsonl" | "pytest"): Promise<void> => {
    const file = await attempt(() => post<File>(`${at("recordings", one.id)}/export`, { as, ...(as === "pytest" ? { app } : {}) }));
    if (file) download(`${one.name || one.id}.${ENDINGS[as]}`, file.content);
  };
  const saveAll = async (as: Form): Promise<void> => {
    const file = await attempt(() => post<File>("/exports", { as, ...(as === "pytest" ? { app } : {}) }));
    if (file) download(`larkline-session.${ENDINGS[as]}`, file.content);
  };
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
            <button type="button" class="button primary" onClick={() => void start()}>
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
                  <button type="button" class="button" onClick={() => void stop(one.id)}>
                    {say("sessions.stop")}
                  </button>
                )}
                <button type="button" class="button" onClick={() => void saveRecording(one, "pytest")}>
                  pytest
                </button>
                <button type="button" class="button" onClick={() => void saveRecording(one, "jsonl")}>
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
              <button key={as} type="button" class="button" onClick={() => void saveAll(as)}>
                <Icon name="save" size={15} />
                {say(`sessions.as_${as}`)}
              </button>
            ))}
            <label class="button">
              <Icon name="open" size={15} />
              {say("sessions.load")}
              <input class="hidden" type="file" accept=".jsonl" onChange={(event) => void load(event.currentTarget)} />
            </label>
          </div>
        </section>
      </div>
    </div>
  );
}

interface File {
  content: string;
}

async function load(input: HTMLInputElement): Promise<void> {
  const [file] = input.files ?? [];
  if (!file) return;
  const content = await file.text();
  input.value = "";
  const loaded = await attempt(() => post<{ new: number }>("/recordings/import", { content }));
  if (loaded) toast({ type: "success", content: sayNow("sessions.loaded", { count: loaded.new }) });
}
