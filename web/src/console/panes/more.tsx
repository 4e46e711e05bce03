/** What a narrow window has no room for: the other panes, and the settings of the page. */
import "../catalogue-parts";
import { openView, switchLanguage, switchTheme } from "../actions";
import { Icon } from "../icon";
import { useLang, useSay } from "../language";
import { openPalette, showHelp } from "../opened";
import { preferences } from "../preferences";
import { VIEW_ICONS, RAIL_VIEWS, ViewCount } from "../shell/rail";
import { useStore } from "../store";

export function More() {
  const say = useSay();
  const lang = useLang();
  const theme = useStore(preferences, (state) => state.theme);
  return (
    <div class="more" role="region" aria-label={say("rail.more")}>
      <div class="pane-top">
        <h2>{say("rail.more")}</h2>
      </div>
      <ul class="more-list">
        {RAIL_VIEWS.filter((view) => view !== "chat").map((view) => (
          <li key={view}>
            <button type="button" onClick={() => openView(view)}>
              <Icon name={VIEW_ICONS[view]} size={20} />
              <span class="grow">{say(`view.${view}`)}</span>
              <ViewCount view={view} />
              <Icon name="right" size={16} />
            </button>
          </li>
        ))}
        <li>
          <button type="button" onClick={openPalette}>
            <Icon name="search" size={20} />
            <span class="grow">{say("palette.label")}</span>
          </button>
        </li>
        <li>
          <button type="button" onClick={switchTheme}>
            <Icon name="half" size={20} />
            <span class="grow">{say("header.theme", { theme: say(`theme.${theme}`) })}</span>
          </button>
        </li>
        <li>
          <button type="button" onClick={switchLanguage} lang={lang === "zh" ? "en" : "zh-CN"}>
            <Icon name="globe" size={20} />
            <span class="grow">{say("header.language")}</span>
          </button>
        </li>
        <li>
          <button type="button" onClick={showHelp}>
            <Icon name="help" size={20} />
            <span class="grow">{say("header.help")}</span>
          </button>
        </li>
      </ul>
    </div>
  );
}
