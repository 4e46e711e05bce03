/** Change a delivery before it is sent again. */
import { useState } from "preact/hooks";
import { useSay } from "../language";
import { pretty, readObject } from "../json";
import { Dialog } from "../shell/dialog";
import { Store, useStore } from "../store";
import type { Detail } from "../types";
import { replay } from "./detail-actions";

const edited = new Store<{ known: Detail | null }>({ known: null });

export function editReplay(known: Detail): void {
  edited.set({ known });
}

export function ReplayDialog() {
  const { known } = useStore(edited, (state) => state);
  return known === null ? null : <Open known={known} />;
}

function Open({ known }: { known: Detail }) {
  const say = useSay();
  const [text, setText] = useState(() => pretty(known.request));
  const document = readObject(text);
  const close = (): void => edited.set({ known: null });
  return (
    <Dialog label={say("replay.title")} kind="form-dialog wide" onClose={close}>
      <h2>{say("replay.title")}</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!document) return;
          close();
          void replay(known.id, { mode: "edited", payload: document });
        }}
      >
        <p class="faint">{say("replay.text")}</p>
        <textarea
          class="field"
          rows={18}
          spellcheck={false}
          aria-label={say("request.document")}
          aria-invalid={!document}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {!document && <p class="bad-text">{say("mock.not_json")}</p>}
        <div class="actions">
          <button type="submit" class="button primary" disabled={!document}>
            {say("replay.send")}
          </button>
          <button type="button" class="button" onClick={close}>
            {say("mock.cancel")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
