/** The whole page: header, rail, the pane that was chosen, and the deliveries beside it. */
import { useLayoutEffect } from "preact/hooks";
import { Chats } from "../chat/chats";
import { Conversation } from "../chat/conversation";
import { Inspector } from "../inspector/inspector";
import { listenToKeys } from "../keys";
import { useSay } from "../language";
import { opened } from "../opened";
import { route } from "../route";
import { useStore } from "../store";
import { world } from "../world";
import { Banner } from "./banner";
import { Header } from "./header";
import { later } from "./later";
import { Bottom, Rail } from "./rail";
import { Toasts } from "./toasts";
import { Locked, Skeleton } from "./waiting";

const Dialogs = later(async () => (await import("./dialogs")).Dialogs, null);
const More = later(async () => (await import("../panes/more")).More);
const Pane = later(async () => (await import("../panes/pane")).Pane);

export function Shell() {
  const say = useSay();
  const view = useStore(route, (state) => state.view);
  const pane = useStore(route, (state) => state.pane);
  const phase = useStore(world, (state) => state.phase);
  const isOpen = useStore(opened, (state) => Object.values(state).some(Boolean));
  useLayoutEffect(listenToKeys, []); // keys are heard from the first paint on

  return (
    <div class="page" data-pane={pane} data-view={view}>
      <a class="skip" href="#main">
        {say("shell.skip")}
      </a>
      <Header />
      <Banner />
      <div class="body">
        <Rail />
        {view === "chat" && <Chats />}
        <main id="main" class="main" tabIndex={-1} aria-busy={phase === "starting"}>
          {phase === "starting" ? <Skeleton /> : phase === "locked" ? <Locked /> : view === "chat" ? <Conversation /> : <Pane view={view} />}
          <Toasts />
        </main>
        {pane === "more" && <More />}
        <Inspector />
      </div>
      <Bottom />
      {isOpen && <Dialogs />}
    </div>
  );
}
