/** Secrets of one's own instead of those that were made up. They are written here and never shown. */
import { at } from "../api";
import { keep, SECRETS } from "../app-settings";
import { postAsking } from "../confirm";
import { useSay } from "../language";
import type { App } from "../types";

export function SecretsPanel({ app }: { app: App }) {
  const say = useSay();
  return (
    <section class="panel">
      <h3>{say("secrets.title")}</h3>
      <p class="faint">{say("secrets.text")}</p>
      {SECRETS.map(([name, label]) => (
        <form
          key={name}
          class="address-row"
          onSubmit={(event) => {
            event.preventDefault();
            const input = event.currentTarget.querySelector("input");
            if (!input) return;
            const written = input.value;
            input.value = "";
            void keep(() => postAsking<App>(`${at("apps", app.id)}/credentials`, { [name]: written }));
          }}
        >
          <label for={`field-${name}`}>{label}</label>
          <input
            id={`field-${name}`}
            class="field"
            type="password"
            autocomplete="off"
            required
            placeholder={say("secrets.unchanged")}
          />
          <button type="submit" class="button">
            {say("app.save")}
          </button>
        </form>
      ))}
    </section>
  );
}
