/** Nobody is connected yet: how to connect, with this run's values. */
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../actions";
import { at, get, post } from "../api";
import { Icon } from "../icon";
import { useSay } from "../language";
import { useApp } from "../shell/header";
import { Copy } from "../shell/copy";
import { Tabs } from "../shell/tabs";
import { SDK_NAMES, SDKS, SECRET_SHOWN_AS, type Sdk, snippet } from "../snippets";
import { useStore } from "../store";
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
            <code>{shown}</code>
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
      {hasBot && (
        <div class="connect-actions">
          <button type="button" class="button primary" onClick={() => void attempt(() => post("/demo-bot"))}>
            <Icon name="play" size={15} />
            {say("connect.demo")}
          </button>
        </div>
      )}
    </section>
  );
}
