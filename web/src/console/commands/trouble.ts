/** Trouble on purpose, and time. */
import { attempt, toast } from "../actions";
import { at, post, remove } from "../api";
import { say } from "../language";
import { ask } from "../opened";
import { world } from "../world";
import { type Command, named } from "./command";
import type { Found } from "./found";

const STEPS = [15, 60, 300, 3600, 21_600] as const;

export function troubleCommands({ presets }: Found): Command[] {
  return [...clockCommands(), ...faultCommands(presets)];
}

function clockCommands(): Command[] {
  const move = (change: object): void => void attempt(() => post("/clock", change));
  const does = "POST /clock";
  return [
    { id: "clock.freeze", name: named("command.freeze_clock"), hint: "larkline clock freeze", does, run: () => move({ freeze: true }) },
    { id: "clock.run", name: named("command.run_clock"), hint: "larkline clock run", does, run: () => move({ run: true }) },
    { id: "clock.next", name: named("command.next_timer"), hint: "larkline clock next", does, run: () => move({ next: true }) },
    ...STEPS.map((seconds) => ({
      id: `clock.${seconds}`,
      name: named("command.advance", { seconds }),
      hint: `larkline clock advance ${seconds}`,
      does,
      run: () => void advance(seconds),
    })),
    {
      id: "clock.scale",
      name: named("command.speed"),
      does,
      run: () =>
        ask({
          title: say("command.speed"),
          values: [{ name: "scale", label: say("command.times_faster"), value: "60" }],
          send: ({ scale }) => move({ scale: Number(scale) }),
        }),
    },
  ];
}

async function advance(seconds: number): Promise<void> {
  const moved = await attempt(() => post("/clock", { advance: seconds }));
  if (moved !== undefined) toast({ type: "success", content: say("clock.advanced", { seconds }) });
}

function faultCommands(presets: Found["presets"]): Command[] {
  return [
    ...presets.map(({ preset, message }) => ({
      id: `fault.${preset}`,
      name: named("command.fault", { what: message }),
      hint: `larkline faults add ${preset}`,
      does: "POST /faults",
      run: () => void attempt(() => post("/faults", { kind: preset })),
    })),
    ...world.state.faults.map((fault) => ({
      id: `fault.${fault.id}`,
      name: named("faults.remove", { name: fault.preset ?? fault.kind }),
      hint: fault.id,
      does: "DELETE /faults/{id}",
      run: () => void attempt(() => remove(at("faults", fault.id))),
    })),
    { id: "faults.clear", name: named("command.clear_faults"), hint: "larkline faults clear", does: "DELETE /faults", run: () => void attempt(() => remove("/faults")) },
  ];
}
