/** The two panes about cards: one to write a card, one for the templates. */
import { openView } from "../actions";
import { useSay } from "../language";
import { route } from "../route";
import { useStore } from "../store";

const VIEWS = ["cards", "templates"] as const;

export function CardsTabs() {
  const say = useSay();
  const view = useStore(route, (state) => state.view);
  return (
    <>
      <h2 class="hidden">{say(view === "templates" ? "templates.title" : "cards.title")}</h2>
      <div class="choice" role="group" aria-label={say("view.cards")}>
        {VIEWS.map((one) => (
          <button key={one} type="button" aria-pressed={view === one} onClick={() => openView(one)}>
            {say(`${one}.title`)}
          </button>
        ))}
      </div>
    </>
  );
}
