/** The ways to the panes: a rail at the left of a wide window, a bar at the bottom of a narrow one. */
import { openView } from "../actions";
import { Icon, type IconName } from "../icon";
import { useSay } from "../language";
import { go, route, VIEWS, type View } from "../route";
import { deliveries } from "../rows";
import { useStore } from "../store";
import { world } from "../world";

export const VIEW_ICONS: Record<View, IconName> = {
  chat: "chat",
  connections: "plug",
  faults: "bolt",
  app: "gear",
  cards: "card",
  sessions: "record",
  calls: "list",
  templates: "card",
};

/** The templates are reached from the cards. */
export const RAIL_VIEWS = VIEWS.filter((view) => view !== "templates");

export function Rail() {
  const say = useSay();
  const view = useStore(route, (state) => (state.view === "templates" ? "cards" : state.view));
  return (
    <nav class="rail" aria-label={say("rail.label")}>
      {RAIL_VIEWS.map((name) => (
        <button
          key={name}
          type="button"
          class="rail-item"
          aria-current={view === name ? "page" : undefined}
          onClick={() => openView(name)}
        >
          <Icon name={VIEW_ICONS[name]} size={20} />
          <span>{say(`view.${name}`)}</span>
          <ViewCount view={name} />
        </button>
      ))}
    </nav>
  );
}

export function ViewCount({ view }: { view: View }) {
  const count = useStore(world, (state) => {
    if (view === "chat") return Object.values(state.unread).reduce((sum, one) => sum + one, 0);
    if (view === "faults") return state.faults.length;
    if (view === "calls") return state.unimplemented;
    return 0;
  });
  return count === 0 ? null : <span class="count">{count}</span>;
}

export function Bottom() {
  const say = useSay();
  const view = useStore(route, (state) => (state.view === "templates" ? "cards" : state.view));
  const pane = useStore(route, (state) => state.pane);
  const isChat = view === "chat" && (pane === "chat" || pane === "chats");
  const total = useStore(deliveries.store, (state) => state.all.length);
  return (
    <nav class="bottom" aria-label={say("rail.label")}>
      <button
        type="button"
        aria-current={isChat ? "page" : undefined}
        onClick={() => go({ view: "chat", pane: isChat && pane === "chat" ? "chats" : "chat" })}
      >
        <Icon name="chat" size={20} />
        {say("view.chat")}
      </button>
      <button
        type="button"
        aria-current={pane === "deliveries" ? "page" : undefined}
        onClick={() => go({ pane: "deliveries", delivery: "" })}
      >
        <Icon name="list" size={20} />
        {say("deliveries.title")} {total > 0 ? total : ""}
      </button>
      <button
        type="button"
        aria-current={!isChat && pane !== "deliveries" ? "page" : undefined}
        onClick={() => go({ pane: "more" })}
      >
        <Icon name="menu" size={20} />
        {say("rail.more")}
      </button>
    </nav>
  );
}
