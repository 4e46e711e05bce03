/** Trouble on purpose, and time: what is switched on, what can be, and what the clock will bring. */
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../actions";
import { at, get, post, remove } from "../api";
import { Icon } from "../icon";
import { inLang, useLang, useSay } from "../language";
import { useStore } from "../store";
import type { Fault, FaultKind, FaultPreset } from "../types";
import { world } from "../world";
import { ClockPanel } from "./clock";

interface Offers {
  kinds: FaultKind[];
  presets: FaultPreset[];
}

export function FaultsPane() {
  const say = useSay();
  const faults = useStore(world, (state) => state.faults);
  const [offers, setOffers] = useState<Offers>({ kinds: [], presets: [] });
  useEffect(() => void attempt(async () => setOffers(await get<Offers>("/faults/kinds"))), []);
  return (
    <div class="pane">
      <div class="pane-top">
        <h2>{say("view.faults")}</h2>
        <span class="gap" />
        {faults.length > 0 && (
          <button type="button" class="button" onClick={() => void attempt(() => remove("/faults"))}>
            {say("faults.clear")}
          </button>
        )}
      </div>
      <div class="cards">
        <ClockPanel />
        <section class="panel">
          <h3>{say("faults.active")}</h3>
          {faults.length === 0 ? (
            <p class="faint">{say("faults.none")}</p>
          ) : (
            <ul class="rows">
              {faults.map((fault) => (
                <Active key={fault.id} fault={fault} kind={offers.kinds.find(({ kind }) => kind === fault.kind)} />
              ))}
            </ul>
          )}
        </section>
        <section class="panel">
          <h3>{say("faults.presets")}</h3>
          <ul class="stories">
            {offers.presets.map((preset) => (
              <Story key={preset.preset} name={preset.preset} message={preset.message} />
            ))}
          </ul>
        </section>
        {offers.kinds.length > 0 && <AddForm kinds={offers.kinds} />}
      </div>
    </div>
  );
}

function Active({ fault, kind }: { fault: Fault; kind: FaultKind | undefined }) {
  const say = useSay();
  const lang = useLang();
  const chosen = (kind?.parameters ?? [])
    .map(({ name, default: usual }) => [name, fault.parameters[name] ?? usual, usual] as const)
    .filter(([, value, usual]) => value !== usual);
  const scope = [...chosen, ...Object.entries(fault.scope)].map(([key, value]) => `${key}=${String(value)}`);
  return (
    <li>
      <span class="tag warn">{fault.preset ?? fault.kind}</span>
      <span class="grow">
        {inLang(fault.message, lang)}
        <small class="faint">
          {[
            ...scope,
            fault.times_left === null ? say("faults.until_cleared") : say("faults.left", { count: fault.times_left }),
            say("faults.hits", { count: fault.hits }),
            ...(fault.probability < 1 ? [`p=${fault.probability} seed=${fault.seed}`] : []),
          ].join(" · ")}
        </small>
      </span>
      <button
        type="button"
        class="tool"
        aria-label={say("faults.remove", { name: fault.preset ?? fault.kind })}
        onClick={() => void attempt(() => remove(at("faults", fault.id)))}
      >
        <Icon name="cross" size={15} />
      </button>
    </li>
  );
}

function Story({ name, message }: { name: string; message: FaultPreset["message"] }) {
  const say = useSay();
  const lang = useLang();
  return (
    <li>
      <button
        type="button"
        class="story"
        title={say("faults.add_named", { name })}
        onClick={() => void attempt(() => post("/faults", { kind: name }))}
      >
        <code>{name}</code>
        <span>{inLang(message, lang)}</span>
      </button>
    </li>
  );
}

const SCOPE = ["type", "chat", "connection", "app", "path"] as const;

function AddForm({ kinds }: { kinds: readonly FaultKind[] }) {
  const say = useSay();
  const lang = useLang();
  const [name, setName] = useState(kinds[0]?.kind ?? "");
  const [values, setValues] = useState<Record<string, string>>({});
  const kind = kinds.find((one) => one.kind === name);
  const put = (key: string, value: string): void => setValues({ ...values, [key]: value });
  const send = (): void => {
    const body: Record<string, unknown> = { kind: name };
    for (const { name: key, default: usual } of kind?.parameters ?? []) {
      const value = values[key];
      if (value === undefined || value === "") continue;
      body[key] = typeof usual === "number" ? Number(value) : typeof usual === "boolean" ? value === "true" : value;
    }
    for (const key of SCOPE) if (values[key]) body[key] = values[key];
    if (values["times"]) body["times"] = Number(values["times"]);
    if (values["probability"]) body["probability"] = Number(values["probability"]);
    void attempt(() => post("/faults", body));
  };
  return (
    <form
      class="panel form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <h3>{say("faults.add")}</h3>
      <label>
        {say("faults.kind")}
        <select
          class="field"
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setValues({});
          }}
        >
          {kinds.map((one) => (
            <option key={one.kind} value={one.kind}>
              {one.kind}
            </option>
          ))}
        </select>
      </label>
      {kind && <p class="faint">{inLang(kind.message, lang)}</p>}
      <div class="field-grid">
        {kind?.parameters.map((parameter) => (
          <label key={parameter.name}>
            <span title={inLang(parameter.message, lang)}>{parameter.name}</span>
            {parameter.choices.length > 0 || typeof parameter.default === "boolean" ? (
              <select
                class="field"
                value={values[parameter.name] ?? String(parameter.default)}
                onChange={(event) => put(parameter.name, event.currentTarget.value)}
              >
                {(parameter.choices.length > 0 ? parameter.choices : [true, false]).map((choice) => (
                  <option key={String(choice)} value={String(choice)}>
                    {String(choice)}
                  </option>
                ))}
              </select>
            ) : (
              <input
                class="field"
                placeholder={String(parameter.default)}
                value={values[parameter.name] ?? ""}
                onInput={(event) => put(parameter.name, event.currentTarget.value)}
              />
            )}
          </label>
        ))}
        {[...SCOPE, "times", "probability"].map((key) => (
          <label key={key}>
            <span>{key}</span>
            <input class="field" value={values[key] ?? ""} onInput={(event) => put(key, event.currentTarget.value)} />
          </label>
        ))}
      </div>
      <div class="actions">
        <button type="submit" class="button primary">
          {say("faults.add")}
        </button>
      </div>
    </form>
  );
}
