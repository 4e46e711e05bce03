/** What stands in the place of the conversation when something else was chosen in the rail. */
import "../catalogue-parts";
import type { View } from "../route";
import { AppPane } from "./app";
import { CallsPane } from "./calls";
import { CardsPane } from "./cards";
import { ConnectionsPane } from "./connections";
import { FaultsPane } from "./faults";
import { SessionsPane } from "./sessions";
import { TemplatesPane } from "./templates";

export function Pane({ view }: { view: Exclude<View, "chat"> }) {
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
    case "templates":
      return <TemplatesPane />;
    case "calls":
      return <CallsPane />;
  }
}
