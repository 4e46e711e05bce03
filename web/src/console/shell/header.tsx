/** The line at the top: which app, how it is connected, what is switched on, and the page's own settings. */
import { openApp, openView, switchLanguage, switchTheme } from "../actions";
import { Icon, Mark } from "../icon";
import { useLang, useSay } from "../language";
import { openPalette, showHelp } from "../opened";
import { preferences } from "../preferences";
import { go, route } from "../route";
import { useStore } from "../store";
import { paceOf } from "../time";
import { longTime } from "../timing";
import { world } from "../world";

export function Header() {
  const say = useSay();
  const lang = useLang();
  const theme = useStore(preferences, (state) => state.theme);
  return (
    <header class="header">
      <h1 class="brand">
        <Mark />
        larkline
      </h1>
      <AppSwitcher />
      <Online />
      <Mode />
      <span class="gap" />
      <FaultChip />
      <ClockChip />
      <UnimplementedChip />
      <button type="button" class="search-button" onClick={openPalette}>
        <Icon name="search" size={15} />
        <span class="wide-only">{say("header.commands")}</span>
        <kbd class="wide-only">{navigator.platform.startsWith("Mac") ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <button type="button" class="tool" onClick={switchLanguage} title={say("header.language")}>
        <span class="hidden">{say("header.language")}</span>
        <span aria-hidden="true">{lang === "zh" ? "EN" : "中"}</span>
      </button>
      <button
        type="button"
        class="tool"
        onClick={switchTheme}
        aria-label={say("header.theme", { theme: say(`theme.${theme}`) })}
        title={say("header.theme", { theme: say(`theme.${theme}`) })}
      >
        <Icon name={theme === "system" ? "half" : theme === "dark" ? "moon" : "sun"} />
      </button>
      <button type="button" class="tool" onClick={showHelp} aria-label={say("header.help")} title={say("header.help")}>
        <Icon name="help" />
      </button>
    </header>
  );
}

export function useApp() {
  const chosen = useStore(route, (state) => state.app);
  const apps = useStore(world, (state) => state.apps);
  return apps.find(({ id }) => id === chosen) ?? apps[0];
}

function AppSwitcher() {
  const say = useSay();
  const apps = useStore(world, (state) => state.apps);
  const app = useApp();
  if (!app) return <span class="app-name skeleton" />;
  if (apps.length === 1) return <span class="app-name">{app.name}</span>;
  return (
    <select
      class="app-name"
      aria-label={say("header.app")}
      value={app.id}
      onChange={(event) => openApp(event.currentTarget.value)}
    >
      {apps.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

function Online() {
  const say = useSay();
  const app = useApp();
  const connections = useStore(world, (state) => state.connections);
  const mine = connections.filter((one) => one.app_id === app?.id);
  const online = mine.filter((one) => one.online).length;
  const state = online > 0 ? "on" : mine.length > 0 ? "soon" : "off";
  return (
    <button type="button" class="online" data-state={state} onClick={() => openView("connections")}>
      <span class="dot" aria-hidden="true" />
      {state === "soon" ? say("header.connecting") : say("header.online", { count: online })}
    </button>
  );
}

function Mode() {
  const say = useSay();
  const app = useApp();
  if (!app) return null;
  const modes = [...new Set([app["callbacks"], app["events"]])];
  const text = modes.map((mode) => say(mode === "webhook" ? "mode.webhook" : "mode.long_connection")).join(" + ");
  const isDraft = Object.keys(app.draft ?? {}).length > 0;
  return (
    <button type="button" class="badge wide-only" onClick={() => openView("app")}>
      {`${text} · ${say(isDraft ? "mode.draft" : "mode.published")}`}
    </button>
  );
}

function FaultChip() {
  const say = useSay();
  const count = useStore(world, (state) => state.faults.length);
  if (count === 0) return null;
  return (
    <button type="button" class="chip warn" onClick={() => openView("faults")}>
      <Icon name="bolt" size={14} />
      {say("header.faults", { count })}
    </button>
  );
}

function ClockChip() {
  const say = useSay();
  const lang = useLang();
  const clock = useStore(world, (state) => state.clock);
  if (!clock) return null;
  const { frozen, speed = 1 } = clock;
  const ahead = speed === 1 ? Math.round(clock.time - clock.real) : 0; // at another pace it changes all the time
  return (
    <button
      type="button"
      class={`chip ${frozen ? "warn" : ""}`}
      title={say("header.clock")}
      onClick={() => openView("faults")}
    >
      <Icon name="clock" size={14} />
      {paceOf(clock, say)}
      {ahead !== 0 && ` ${ahead < 0 ? "−" : "+"}${longTime(Math.abs(ahead), lang)}`}
    </button>
  );
}

function UnimplementedChip() {
  const say = useSay();
  const count = useStore(world, (state) => state.unimplemented);
  const open = (): void => {
    openView("calls");
    go({ calls: count === 0 ? "all" : "unimplemented" });
  };
  return (
    <button type="button" class={count === 0 ? "chip wide-only" : "chip bad"} onClick={open}>
      {say("header.unimplemented", { count })}
    </button>
  );
}
