/** Ask before a real secret is taken, or another machine is sent to. Whatever is not a clear yes is a no. */
import { useEffect } from "preact/hooks";
import { SECRETS } from "../app-settings";
import type { Confirmation } from "../confirm";
import { useSay } from "../language";
import { closeDialogs } from "../opened";
import { Dialog } from "./dialog";

export function ConfirmDialog({ asked: { reason, body, answer } }: { asked: Confirmation }) {
  const say = useSay();
  useEffect(() => () => answer(false), [answer]);
  const names = SECRETS.filter(([name]) => name in body).map(([, label]) => label);
  const addresses = Object.entries(body).filter(([name]) => name === "url" || name.endsWith("_url"));
  const isReplay = "url" in body;
  const [what, where] =
    reason === "real_secret"
      ? [names.join(", "), [say("confirm.secret_where", { host: location.host })]]
      : [say(isReplay ? "confirm.replay_what" : "confirm.address_what"), addresses.map(([, url]) => String(url))];
  return (
    <Dialog label={say(`confirm.${reason}`)} kind="form-dialog" onClose={closeDialogs}>
      <h2>{say(`confirm.${reason}`)}</h2>
      <div class="form">
        <p>{say(`confirm.${reason}_text`)}</p>
        <dl>
          <dt class="faint">{say("confirm.what")}</dt>
          <dd>{what}</dd>
          <dt class="faint">{say("confirm.where")}</dt>
          {where.map((place) => (
            <dd key={place}>{place}</dd>
          ))}
        </dl>
        <div class="actions">
          <button type="button" class="button primary" autofocus onClick={closeDialogs}>
            {say(`confirm.${reason}_no`)}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              answer(true);
              closeDialogs();
            }}
          >
            {say(`confirm.${reason}_yes`)}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
