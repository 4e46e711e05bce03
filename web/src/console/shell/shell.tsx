/** The whole page: header, rail, the pane that was chosen, and the deliveries beside it. */
import { useEffect } from "preact/hooks";
import { Chats } from "../chat/chats";
import { Conversation } from "../chat/conversation";
import { MockDialog } from "../chat/mock-dialog";
import { Inspector } from "../inspector/inspector";
import { ReplayDialog } from "../inspector/replay-dialog";
import { listenToKeys } from "../keys";
import { useSay } from "../language";
import { CallsPane } from "../panes/calls";
import { AppPane } from "../panes/app";
import { CardsPane } from "../panes/cards";
import { ConnectionsPane } from "../panes/connections";
import { FaultsPane } from "../panes/faults";
import { SessionsPane } from "../panes/sessions";
import { route } from "../route";
import { useStore } from "../store";
import { world } from "../world";
import { Banner } from "./banner";
import { Header } from "./header";
import { Help } from "./help";
import { Palette } from "./palette";
import { Bottom, Rail } from "./rail";
import { Toasts } from "./toasts";
import { Locked, Skeleton } from "./waiting";

export function Shell() {
  const say = useSay();
  const view = useStore(route, (state) => state.view);
  const pane = useStore(route, (state) => state.pane);
  const phase = useStore(world, (state) => state.phase);
  useEffect(listenToKeys, []);

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
          {phase === "starting" ? <Skeleton /> : phase === "locked" ? <Locked /> : <View view={view} />}
          <Toasts />
        </main>
        <Inspector />
      </div>
      <Bottom />
      <Palette />
      <Help />
      <MockDialog />
      <ReplayDialog />
    </div>
  );
}

function View({ view }: { view: string }) {
  switch (view) {
    case "connections":
      return <ConnectionsPane />;
    case "faults":
      return <FaultsPane />;
    case "app":
      return <AppPane />;
    case "cards":
      return <CardsPane />;
    case "sessions":
      return <SessionsPane />;
    case "calls":
      return <CallsPane />;
    default:
      return <Conversation />;
  }
}
