/** One delivery: what it was, how it ended, and tabs for everything else that is known. */
import "../catalogue-parts";
import { useEffect, useState } from "preact/hooks";
import { closeDelivery } from "../actions";
import { at, get } from "../api";
import { Icon } from "../icon";
import { type Say, useLang, useSay } from "../language";
import { go, route, TABS } from "../route";
import { deliveries, rowOf } from "../rows";
import { Copy } from "../shell/copy";
import { Tabs } from "../shell/tabs";
import { useStore } from "../store";
import { dayAndTime } from "../time";
import { type Detail as Known, IN_PROCESS, type Row } from "../types";
import { DetailActions } from "./detail-actions";
import { DiffTab } from "./diff-tab";
import { FramesTab } from "./frames-tab";
import { RelatedTab } from "./related-tab";
import { ReplyTab } from "./reply-tab";
import { RequestTab } from "./request-tab";
import { SignatureTab } from "./signature-tab";
import { TimingTab } from "./timing-tab";
import { VerdictMark } from "./verdict-mark";
import { VerdictTab } from "./verdict-tab";

export function Detail({ id }: { id: string }) {
  const say = useSay();
  const lang = useLang();
  const tab = useStore(route, (state) => state.tab);
  useStore(deliveries.store, (state) => state.version);
  const inList = deliveries.get(id);
  const [read, setRead] = useState<{ id: string; found: Known | null }>({ id: "", found: null });
  useEffect(() => {
    let asked = true;
    get<Known>(at("deliveries", id)).then(
      (found) => asked && setRead({ id, found }),
      () => asked && setRead({ id, found: null }),
    );
    return () => {
      asked = false;
    };
  }, [id, inList?.verdict, inList?.late_by_ms]);
  const known = read.id === id ? read.found : null; // of the one before, while this one is being read
  const missing = read.id === id && read.found === null;
  const row = inList ?? (known && rowOf(known)); // an old one may be in the journal only

  const close = (
    <button type="button" class="tool" aria-label={say("detail.close")} onClick={closeDelivery}>
      <Icon name="cross" size={16} />
    </button>
  );
  if (!row) {
    return (
      <section class="detail" aria-label={say("detail.label")}>
        <div class="pane-top">{close}</div>
        {missing && <div class="empty">{say("detail.gone")}</div>}
      </section>
    );
  }
  const time = new Date(row.pushed_at * 1000);
  return (
    <section class="detail" aria-label={say("detail.label")}>
      <div class="pane-top">
        <button type="button" class="tool narrow-only" aria-label={say("detail.back")} onClick={closeDelivery}>
          <Icon name="back" size={18} />
        </button>
        <h2>
          {row.number > 0 && <span class="faint">#{row.number} </span>}
          {row.type}
        </h2>
        <VerdictMark row={row} say={say} />
        <span class="gap" />
        <DetailActions row={row} known={known} />
        {close}
      </div>
      <p class="detail-facts">
        <span>{dayAndTime(time, lang)}</span>
        <span>{say(row.transport === "webhook" ? "mode.webhook" : "mode.long_connection")}</span>
        {row.connection && (
          <span>
            {known?.client && say("detail.by", clientOf(known.client, say))} <code>{row.connection}</code>
          </span>
        )}
        {row.url && <code>{row.url}</code>}
        <span class="id">
          <code>{row.id}</code>
          <Copy text={row.id} label={say("detail.id")} />
        </span>
      </p>
      <Tabs
        label={say("detail.tabs")}
        names={TABS}
        chosen={tab}
        onChoose={(name) => go({ tab: name })}
        titleOf={(name) => say(`tab.${name}`)}
      >
        {known ? <Tab key={id} tab={tab} row={row} known={known} /> : <span class="skeleton box late" />}
      </Tabs>
    </section>
  );
}

/** Name a client, and where it sits. */
function clientOf({ sdk, peer }: NonNullable<Known["client"]>, say: Say): Record<"sdk" | "peer", string> {
  return { sdk: sdk || say("connections.unnamed"), peer: peer === IN_PROCESS ? say("connections.in_process") : peer };
}

function Tab({ tab, row, known }: { tab: (typeof TABS)[number]; row: Row; known: Known }) {
  switch (tab) {
    case "verdict":
      return <VerdictTab row={row} known={known} />;
    case "timing":
      return <TimingTab row={row} known={known} />;
    case "request":
      return <RequestTab known={known} />;
    case "reply":
      return <ReplyTab row={row} known={known} />;
    case "frames":
      return <FramesTab known={known} />;
    case "signature":
      return <SignatureTab known={known} />;
    case "related":
      return <RelatedTab known={known} />;
    case "diff":
      return <DiffTab row={row} known={known} />;
  }
}
