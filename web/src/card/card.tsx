/** A whole card. */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { linkOfCard } from "./behavior";
import { Elements, stackClass } from "./elements";
import { Header } from "./header";
import type { JsonObject } from "./json";
import { isObject, objectIn, textIn } from "./json";
import { bodyOf } from "./places";
import type { Question } from "./state";
import { chosenLocale } from "./texts";
import { box, spacing } from "./values";
import type { Shared } from "./view";
import { CardContext, useCard } from "./view";

/** What a click on a card may be meant for, other than the card itself. */
const OWNED = "a, button, input, textarea, label, summary, dialog, pre, .chart, .popover, .disabled, .field";

export function CardView({ shared, cut }: { shared: Shared; cut: boolean }): JSX.Element {
  const { card, state, view, schema, say } = shared;
  const { node, pointer, list } = bodyOf(card, view.locale);
  const width = textIn(objectIn(card, "config"), "width_mode");
  const link = linkOfCard(card, view.device);
  const gap = schema === "2.0" ? 8 : 12;
  const style = {
    padding: box(node["padding"]) ?? "",
    rowGap: spacing(node["vertical_spacing"], schema, gap),
    columnGap: spacing(node["horizontal_spacing"], schema, 8),
  };
  const pressed = (event: MouseEvent): void => {
    const target = event.target;
    if (link && target instanceof Element && !target.closest(OWNED)) state.open(link);
  };
  const header = headerOf(card, view.locale);
  return (
    <CardContext.Provider value={shared}>
      <section
        class={`card schema-${schema === "2.0" ? "2" : "1"} width-${["compact", "fill"].includes(width) ? width : "default"}${link ? " linked" : ""}${state.pending ? " locked" : ""}`}
        lang={view.locale.replace("_", "-")}
        aria-busy={state.pending !== null || undefined}
        onClick={pressed}
      >
        {header && <Header node={header} />}
        <div class={`body ${stackClass(node)}`} style={style}>
          <Elements list={list} pointer={pointer} />
          {cut && <div class="unsupported">{say("tooMuch")}</div>}
        </div>
        {link && <button type="button" class="card-link" data-pointer="/" onClick={() => state.open(link)}>{say("openCard")}</button>}
        {state.question && <Confirm question={state.question} />}
      </section>
    </CardContext.Provider>
  );
}

function headerOf(card: JsonObject, locale: string): JsonObject | undefined {
  const translations = card["i18n_header"];
  const chosen = isObject(translations) ? chosenLocale(translations, locale) : undefined;
  const header = isObject(translations) && chosen !== undefined ? translations[chosen] : card["header"];
  return isObject(header) ? header : undefined;
}

function Confirm({ question }: { question: Question }): JSX.Element {
  const { say } = useCard();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const cancel = (event: Event): void => {
    event.preventDefault();
    question.answer(false);
  };
  return (
    <dialog ref={dialog} class="confirm" role="alertdialog" aria-label={question.title} onCancel={cancel}>
      <p class="confirm-title">{question.title}</p>
      {question.text && <p class="confirm-text">{question.text}</p>}
      <div class="confirm-foot">
        <button type="button" class="button type-default size-medium" data-answer="cancel" onClick={() => question.answer(false)}>{say("cancel")}</button>
        <button type="button" class={`button size-medium ${question.danger ? "type-danger_filled" : "type-primary_filled"}`} data-answer="ok" autoFocus onClick={() => question.answer(true)}>{say("ok")}</button>
      </div>
    </dialog>
  );
}
