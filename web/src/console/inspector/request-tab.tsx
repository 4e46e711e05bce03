/** What was sent: the document, and for a webhook its headers and the encrypted body beside it. */
import { useSay } from "../language";
import type { Detail } from "../types";
import { JsonView } from "./json-view";

export function RequestTab({ known }: { known: Detail }) {
  const say = useSay();
  const { sent } = known;
  return (
    <div class="stacked">
      <JsonView text={known.request} label={say("request.document")} />
      {sent?.body && <JsonView text={sent.body} label={say("request.encrypted")} />}
      {sent && <JsonView text={JSON.stringify(sent.headers)} label={say("request.headers")} />}
    </div>
  );
}
