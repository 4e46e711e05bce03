/** Recordings and session files, as the pane and the palette both use them. */
import "./catalogue-parts";
import { attempt, toast } from "./actions";
import { at, get, post } from "./api";
import { download } from "./download";
import { say } from "./language";

export interface Recording {
  id: string;
  name: string;
  steps: number;
  stopped: boolean;
}

export const FORMS = ["jsonl", "pytest", "curl", "har"] as const;
export type Form = (typeof FORMS)[number];
const ENDINGS: Record<Form, string> = { jsonl: "jsonl", pytest: "py", curl: "sh", har: "har" };

interface Written {
  content: string;
}

/** Give the recordings; none when the emulator cannot be asked. */
export function listRecordings(): Promise<Recording[]> {
  return get<{ recordings: Recording[] }>("/recordings").then(
    ({ recordings }) => recordings,
    () => [],
  );
}

export async function startRecording(): Promise<void> {
  if (await attempt(() => post("/recordings"))) toast({ type: "info", content: say("sessions.started") });
}

export async function stopRecording(id: string): Promise<void> {
  await attempt(() => post(`${at("recordings", id)}/stop`));
}

/** Let the browser save one recording; *app* is what a test of it imports. */
export async function saveRecording(one: Recording, as: "jsonl" | "pytest", app: string): Promise<void> {
  const written = await attempt(() => post<Written>(`${at("recordings", one.id)}/export`, forForm(as, app)));
  if (written) download(`${one.name || one.id}.${ENDINGS[as]}`, written.content);
}

/** Let the browser save all deliveries, or some. */
export async function saveSession(as: Form, app: string, ids?: readonly string[]): Promise<void> {
  const asked = ids === undefined ? forForm(as, app) : { ...forForm(as, app), deliveries: ids };
  const written = await attempt(() => post<Written>("/exports", asked));
  if (written) download(`larkline-session.${ENDINGS[as]}`, written.content);
}

function forForm(as: Form, app: string): object {
  return as === "pytest" ? { as, app } : { as };
}

/** Let a person choose a session file, and open it. */
export function chooseSession(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".jsonl";
  input.onchange = () => void openSession(input);
  input.click();
}

export async function openSession(input: HTMLInputElement): Promise<void> {
  const [file] = input.files ?? [];
  if (!file) return;
  const content = await file.text();
  input.value = "";
  const loaded = await attempt(() => post<{ new: number }>("/recordings/import", { content }));
  if (loaded) toast({ type: "success", content: say("sessions.loaded", { count: loaded.new }) });
}
