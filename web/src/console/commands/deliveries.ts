/** What can be done with deliveries: again, and taken along. */
import { attempt } from "../actions";
import { at, get, post, remove } from "../api";
import { replay } from "../inspector/detail-actions";
import { shownRows } from "../keys";
import { editReplay } from "../opened";
import { chooseSession, FORMS, saveRecording, saveSession, startRecording, stopRecording } from "../recordings";
import { route } from "../route";
import type { Detail } from "../types";
import { type Command, named } from "./command";
import type { Found } from "./found";

const APP = "bot:app";

export function deliveryCommands({ recordings }: Found): Command[] {
  const { delivery } = route.state;
  return [
    ...(delivery === "" ? [] : chosenCommands(delivery)),
    ...(shownRows.ids.length === 0 ? [] : [replayAll(shownRows.ids)]),
    { id: "record", name: named("sessions.start"), hint: "larkline record start", does: "POST /recordings", run: () => void startRecording() },
    ...recordings.flatMap((one) => [
      ...(one.stopped
        ? []
        : [
            {
              id: `stop.${one.id}`,
              name: named("command.stop_recording", { name: one.name || one.id }),
              hint: "larkline record stop",
              does: "POST /recordings/{id}/stop",
              run: () => void stopRecording(one.id),
            },
          ]),
      ...(["pytest", "jsonl"] as const).map((as) => ({
        id: `recording.${one.id}.${as}`,
        name: named("command.export_recording", { name: one.name || one.id, as }),
        hint: one.id,
        does: "POST /recordings/{id}/export",
        run: () => void saveRecording(one, as, APP),
      })),
    ]),
    ...FORMS.map((as) => ({
      id: `session.${as}`,
      name: named(`sessions.as_${as}`),
      hint: `larkline export --as ${as}`,
      does: "POST /exports",
      run: () => void saveSession(as, APP),
    })),
    { id: "session.open", name: named("sessions.load"), does: "POST /recordings/import", run: chooseSession },
  ];
}

function chosenCommands(id: string): Command[] {
  const does = "POST /deliveries/{id}/replay";
  const hint = `larkline replay ${id}`;
  const edit = (): void => void attempt(() => get<Detail>(at("deliveries", id))).then((known) => known && editReplay(known));
  return [
    { id: "replay.sent", name: named("command.replay", { how: named("replay.sent") }), hint, does, run: () => void replay(id, { mode: "as_sent" }) },
    { id: "replay.new", name: named("command.replay", { how: named("replay.new") }), hint, does, run: () => void replay(id, { mode: "as_new" }) },
    {
      id: "pin",
      name: named("command.pin"),
      hint: id,
      does: "POST /deliveries/{id}/pin",
      run: () => void attempt(() => post(`${at("deliveries", id)}/pin`)),
    },
    {
      id: "unpin",
      name: named("command.unpin"),
      hint: id,
      does: "DELETE /deliveries/{id}/pin",
      run: () => void attempt(() => remove(`${at("deliveries", id)}/pin`)),
    },
    { id: "replay.edited", name: named("replay.edited"), hint: "e", does, run: edit },
  ];
}

function replayAll(ids: readonly string[]): Command {
  return {
    id: "replay.all",
    name: named("command.replay_all", { count: ids.length }),
    does: "POST /replays",
    run: () => void attempt(() => post("/replays", { deliveries: ids, mode: "as_new" })),
  };
}
