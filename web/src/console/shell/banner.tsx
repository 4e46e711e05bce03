/** What is wrong between the page and the emulator, and what happens about it. */
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../actions";
import { at, post } from "../api";
import { useSay } from "../language";
import { useStore } from "../store";
import type { App } from "../types";
import { placed, world } from "../world";
import { Icon } from "../icon";
import { useApp } from "./header";

export function Banner() {
  const say = useSay();
  const phase = useStore(world, (state) => state.phase);
  if (phase === "lost") return <Lost />;
  if (phase === "resyncing") {
    return (
      <div class="banner calm" role="status">
        <Icon name="replay" size={16} />
        {say("banner.resyncing")}
      </div>
    );
  }
  if (phase === "locked") {
    return (
      <div class="banner" role="alert">
        <Icon name="key" size={16} />
        <span>{say(world.state.info === null ? "banner.locked" : "banner.restarted")}</span>
      </div>
    );
  }
  return <Storm />;
}

/** The deliveries of an app stand still until a person looks into it. */
function Storm() {
  const say = useSay();
  const app = useApp();
  if (!app?.storm) return null;
  const resume = async (): Promise<void> => {
    const resumed = await attempt(() => post<App>(`${at("apps", app.id)}/resume`));
    if (resumed) world.set({ apps: placed(world.state.apps, resumed) });
  };
  return (
    <div class="banner" role="alert">
      <Icon name="alert" size={16} />
      <span class="grow">{say("banner.storm", { count: app.storm.events })}</span>
      <button type="button" class="button" onClick={() => void resume()}>
        {say("banner.resume")}
      </button>
    </div>
  );
}

function Lost() {
  const say = useSay();
  const retryAt = useStore(world, (state) => state.retryAt);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="banner" role="alert">
      <Icon name="alert" size={16} />
      <span>{say("banner.lost")}</span>
      <span class="count" aria-hidden="true">
        {say("banner.retry", { seconds: Math.max(0, Math.ceil((retryAt - now) / 1000)) })}
      </span>
    </div>
  );
}
