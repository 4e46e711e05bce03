/** Change a delivery before it is sent again. */
import { useState } from "preact/hooks";
import { useSay } from "../language";
import { pretty, readObject } from "../json";
import { closeDialogs } from "../opened";
import { Dialog } from "../shell/dialog";
import type { Detail } from "../types";
import { replay } from "./detail-actions";

export function ReplayDialog({ known }: { known: Detail }) {
  const say = useSay();
  const [text, setText] = useState(() => pretty(known.request));
  const [url, setUrl] = useState("");
  const document = readObject(text);
  return (
    <Dialog label={say("replay.title")} kind="form-dialog wide" onClose={closeDialogs}>
      <h2>{say("replay.title")}</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!document) return;
          closeDialogs();
          void replay(known.id, { mode: "edited", payload: document, ...(url.trim() === "" ? {} : { url: url.trim() }) });
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
        <label>
          {say("replay.url")}
          <input
            class="field"
            spellcheck={false}
            placeholder="http://127.0.0.1:7777/webhook/event"
            value={url}
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
        </label>
        {!document && <p class="bad-text">{say("mock.not_json")}</p>}
        <div class="actions">
          <button type="submit" class="button primary" disabled={!document}>
            {say("replay.send")}
          </button>
          <button type="button" class="button" onClick={closeDialogs}>
            {say("mock.cancel")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
