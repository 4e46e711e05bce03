/** A card to write: its JSON at the left, how it looks at the right, what is wrong with it below. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { ActionRequest } from "../../card/element";
import { attempt, openChat } from "../actions";
import { post } from "../api";
import { CardDrawing, type Look } from "../chat/card-drawing";
import { EXAMPLE_CARD } from "../example-card";
import { Icon } from "../icon";
import { JsonView } from "../inspector/json-view";
import { inLang, useLang, useSay } from "../language";
import { readObject } from "../json";
import { isDark } from "../chosen";
import { LOCALES, preferences } from "../preferences";
import { route } from "../route";
import type { Both } from "../types";
import { CardsTabs } from "./cards-tabs";

const KEPT_AS = "larkline.card";
interface Finding {
  severity: string;
  code: number | null;
  path: string;
  message: Both;
}

export function CardsPane() {
  const say = useSay();
  const [text, setText] = useState(() => sessionStorage.getItem(KEPT_AS) ?? JSON.stringify(EXAMPLE_CARD, null, 2));
  const [look, setLook] = useState<Look>(() => ({
    theme: isDark(preferences.state) ? "dark" : "light",
    device: "pc",
    locale: preferences.state.lang === "zh" ? "zh_cn" : "en_us",
  }));
  const [findings, setFindings] = useState<Finding[] | null>(null);
  const [sent, setSent] = useState<ActionRequest | null>(null);
  const card = useMemo(() => readObject(text), [text]);

  useEffect(() => {
    sessionStorage.setItem(KEPT_AS, text);
    if (!card) return;
    let current = true;
    const timer = setTimeout(() => {
      void post<{ findings: Finding[] }>("/cards/check", { card }).then(
        (answer) => current && setFindings(answer.findings),
        () => current && setFindings(null),
      );
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);

  const send = async (): Promise<void> => {
    const { chat } = route.state;
    if (await attempt(() => post("/messages", { card, to: chat }))) openChat(chat);
  };
  return (
    <div class="pane">
      <div class="pane-top wrap">
        <CardsTabs />
        <span class="gap" />
        <Choice label={say("cards.theme")} look={look} name="theme" values={["light", "dark"]} titleOf={(theme) => say(`cards.${theme}`)} onChoose={setLook} />
        <Choice label={say("cards.device")} look={look} name="device" values={["pc", "mobile"]} titleOf={(device) => say(device === "pc" ? "cards.pc" : "cards.mobile")} onChoose={setLook} />
        <Choice label={say("cards.locale")} look={look} name="locale" values={["zh_cn", "en_us"]} titleOf={(locale) => LOCALES[locale] ?? locale} onChoose={setLook} />
        <button type="button" class="button primary" disabled={!card} onClick={() => void send()}>
          <Icon name="send" size={14} />
          {say("cards.send")}
        </button>
      </div>
      <div class="playground">
        <textarea
          class="code-editor"
          spellcheck={false}
          aria-label={say("cards.json")}
          aria-invalid={!card}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setSent(null);
          }}
        />
        <div class="preview" data-theme={look.theme}>
          {card ? (
            <CardDrawing
              card={card}
              look={look}
              onAct={({ request }) => {
                setSent(request);
                return Promise.resolve(null);
              }}
            />
          ) : (
            <p class="note bad">{say("cards.not_json")}</p>
          )}
          {sent && (
            <JsonView text={JSON.stringify(sent)} label={say("cards.would_send")} />
          )}
        </div>
        {card && findings && <Findings findings={findings} />}
      </div>
    </div>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const say = useSay();
  const lang = useLang();
  return (
    <section class="findings" aria-label={say("cards.findings")}>
      {findings.length === 0 ? (
        <p class="verdict-mark" data-outcome="ok">
          <Icon name="check" size={15} />
          {say("cards.no_findings")}
        </p>
      ) : (
        <ul class="rows">
          {findings.map((finding) => (
            <li key={finding.path + finding.message.en}>
              <span class={`tag ${finding.severity === "error" ? "bad" : "warn"}`}>{finding.code ?? finding.severity}</span>
              <span class="grow">
                {inLang(finding.message, lang)}
                <small class="faint">
                  <code>{finding.path}</code>
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface ChoiceProps<N extends keyof Look> {
  label: string;
  look: Look;
  name: N;
  values: readonly Look[N][];
  titleOf: (value: Look[N]) => string;
  onChoose: (look: Look) => void;
}

function Choice<N extends keyof Look>({ label, look, name, values, titleOf, onChoose }: ChoiceProps<N>) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={look[name] === value}
          onClick={() => onChoose({ ...look, [name]: value })}
        >
          {titleOf(value)}
        </button>
      ))}
    </div>
  );
}
