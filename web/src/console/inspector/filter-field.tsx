/** The filter, with what could be written next, and filters that were kept. */
import { useState } from "preact/hooks";
import { suggestions } from "../filter";
import { Icon } from "../icon";
import { useSay } from "../language";
import { prefer, preferences } from "../preferences";
import { go, route } from "../route";
import { deliveries } from "../rows";
import { useStore } from "../store";

const MOST = 12;
const KEPT = 8;

export function FilterField() {
  const say = useSay();
  const filter = useStore(route, (state) => state.filter);
  const saved = useStore(preferences, (state) => state.saved);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const isSaved = saved.includes(filter);
  const offers = open ? [...(filter === "" ? saved : []), ...suggestions(filter, deliveries.store.state.all)].slice(0, MOST) : [];

  const take = (text: string): void => {
    go({ filter: text });
    setAt(-1);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && offers.length > 0) setAt((at + 1) % offers.length);
    else if (event.key === "ArrowUp" && offers.length > 0) setAt((at - 1 + offers.length) % offers.length);
    else if ((event.key === "Enter" || event.key === "Tab") && offers[at] !== undefined) take(offers[at]);
    else if (event.key === "Enter") document.getElementById("deliveries-list")?.focus();
    else if (event.key === "Escape" && filter !== "") take("");
    else if (event.key === "Escape") document.getElementById("deliveries-list")?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="filter" data-on={filter !== ""}>
      <Icon name="search" size={15} />
      <input
        id="filter"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-expanded={offers.length > 0}
        aria-controls="filter-offers"
        aria-activedescendant={offers[at] !== undefined ? `offer-${at}` : undefined}
        aria-label={say("filter.label")}
        placeholder={say("filter.placeholder")}
        value={filter}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onInput={(event) => take(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {filter !== "" && (
        <button type="button" class="plain" aria-label={say("filter.clear")} onClick={() => take("")}>
          <Icon name="cross" size={13} />
        </button>
      )}
      {filter !== "" && (
        <button
          type="button"
          class="plain"
          aria-label={say(isSaved ? "filter.forget" : "filter.save")}
          title={say(isSaved ? "filter.forget" : "filter.save")}
          onClick={() => prefer({ saved: isSaved ? saved.filter((one) => one !== filter) : [filter, ...saved].slice(0, KEPT) })}
        >
          <Icon name={isSaved ? "minus" : "plus"} size={14} />
        </button>
      )}
      <ul id="filter-offers" role="listbox" aria-label={say("filter.offers")} hidden={offers.length === 0}>
        {offers.map((offer, index) => (
          <li
            key={offer}
            id={`offer-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={(event) => {
              event.preventDefault();
              take(offer);
            }}
          >
            <code>{offer}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
