/** Ask for the values that something needs. */
import { useState } from "preact/hooks";
import { useSay } from "../language";
import { closeDialogs, type AskedValue, type Question } from "../opened";
import { Dialog } from "./dialog";

export function Ask({ question }: { question: Question }) {
  const say = useSay();
  const [values, setValues] = useState(() =>
    Object.fromEntries(question.values.map(({ name, value, choices }) => [name, value ?? choices?.[0]?.[0] ?? ""])),
  );
  return (
    <Dialog label={question.title} kind="form-dialog" onClose={closeDialogs}>
      <h2>{question.title}</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          closeDialogs();
          question.send(values);
        }}
      >
        {question.values.map((asked) => (
          <label key={asked.name}>
            {asked.label}
            <Value asked={asked} value={values[asked.name] ?? ""} onChange={(value) => setValues({ ...values, [asked.name]: value })} />
          </label>
        ))}
        <div class="actions">
          <button type="submit" class="button primary">
            {say("ask.send")}
          </button>
          <button type="button" class="button" onClick={closeDialogs}>
            {say("mock.cancel")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Value({ asked, value, onChange }: { asked: AskedValue; value: string; onChange: (value: string) => void }) {
  if (!asked.choices) {
    return <input class="field" value={value} spellcheck={false} onInput={(event) => onChange(event.currentTarget.value)} />;
  }
  return (
    <select class="field" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {asked.choices.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}
