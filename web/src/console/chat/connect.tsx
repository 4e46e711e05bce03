/** Nobody is connected yet: how to connect, with this run's values. */
import "../catalogue-parts";
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../actions";
import { at, get, post } from "../api";
import { Icon } from "../icon";
import { inLang, useLang, useSay } from "../language";
import { runDoctor } from "../opened";
import { useApp } from "../shell/header";
import { Code } from "../shell/code";
import { Copy } from "../shell/copy";
import { Tabs } from "../shell/tabs";
import { SDK_NAMES, SDKS, SECRET_SHOWN_AS, type Sdk, snippet } from "../snippets";
import { useStore } from "../store";
import { clockTime } from "../time";
import { world } from "../world";

export function ConnectPanel() {
  const say = useSay();
  const app = useApp();
  const platform = useStore(world, (state) => state.info?.platform_url ?? "");
  const hasBot = useStore(world, (state) => state.info?.features.includes("demo_bot") ?? false);
  const [sdk, setSdk] = useState<Sdk>("larkline");
  const [secret, setSecret] = useState("");
  const id = app?.id ?? "";
  useEffect(() => {
    if (id === "") return;
    void get<{ app_secret: string }>(`${at("apps", id)}/credentials`).then(
      (found) => setSecret(found.app_secret),
      () => setSecret(""),
    );
  }, [id]);
  const given = { app_id: id, platform_url: platform };
  const real = snippet(sdk, { ...given, app_secret: secret || "APP_SECRET" });
  const shown = snippet(sdk, { ...given, app_secret: SECRET_SHOWN_AS });
  return (
    <section class="connect" aria-labelledby="connect-title">
      <div class="pulse" aria-hidden="true">
        <Icon name="plug" size={26} />
      </div>
      <h2 id="connect-title">{say("connect.title")}</h2>
      <p class="lead">{say("connect.lead")}</p>
      <Tabs
        label={say("connect.sdks")}
        names={SDKS}
        chosen={sdk}
        onChoose={setSdk}
        titleOf={(name) => (name === "exec" ? say("connect.exec") : SDK_NAMES[name])}
      >
        <div class="snippet">
          <pre>
            <Code text={shown} />
          </pre>
          <Copy text={real} label={say("connect.copy")} />
        </div>
      </Tabs>
      <dl class="facts">
        <div>
          <dt>{say("connect.platform")}</dt>
          <dd>
            <code>{platform}</code>
            <Copy text={platform} label={say("connect.platform")} />
          </dd>
        </div>
        <div>
          <dt>App ID</dt>
          <dd>
            <code>{id}</code>
            <Copy text={id} label="App ID" />
          </dd>
        </div>
        <div>
          <dt>App Secret</dt>
          <dd>
            <code>{SECRET_SHOWN_AS}</code>
            <Copy text={secret} label="App Secret" />
          </dd>
        </div>
      </dl>
      <div class="connect-actions">
        {hasBot && (
          <button type="button" class="button primary" onClick={() => void attempt(() => post("/demo-bot"))}>
            <Icon name="play" size={15} />
            {say("connect.demo")}
          </button>
        )}
        <button type="button" class="button" onClick={runDoctor}>
          <Icon name="check" size={15} />
          {say("doctor.run")}
        </button>
      </div>
      <LastAttempt />
    </section>
  );
}

/** The last try to connect that was refused, and why. */
function LastAttempt() {
  const say = useSay();
  const lang = useLang();
  const last = useStore(world, (state) => state.attempts.at(-1));
  if (!last) return null;
  const time = clockTime(new Date(last.at * 1000));
  return (
    <p class="last-attempt" role="status">
      <Icon name="alert" size={15} />
      <span>
        {say("connect.attempt", { time, address: last.address, sdk: last.sdk || "–", reason: inLang(last.reason, lang), code: last.code })}
      </span>
    </p>
  );
}
