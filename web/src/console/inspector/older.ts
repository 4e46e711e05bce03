/** Deliveries that are older than those in the page: the emulator searches them. */
import { useEffect, useState } from "preact/hooks";
import { ApiError, get } from "../api";
import { rowOf } from "../rows";
import type { Both, DeliveryPage, Row } from "../types";

const LIMIT = 1000;
/** How long nobody types before the emulator is asked. */
const PAUSE_MS = 200;

export interface Older {
  rows: readonly Row[];
  state: "none" | "searching" | "found" | "failed";
  /** Whether there are more than were asked for. */
  more: boolean;
  /** What the emulator says about the filter. */
  problem: Both | null;
}

const NONE: Older = { rows: [], state: "none", more: false, problem: null };

/** Search what is older than the delivery `before`; an empty filter, or none that is absent, searches nothing. */
export function useOlder(filter: string, before: string, isAbsent: boolean): Older {
  const [older, setOlder] = useState(NONE);
  const wanted = isAbsent && filter.trim() !== "" && before !== "";
  useEffect(() => {
    setOlder(wanted ? { ...NONE, state: "searching" } : NONE);
    if (!wanted) return;
    let asked = true;
    const timer = setTimeout(async () => {
      const found = await search(filter, before);
      if (asked) setOlder(found);
    }, PAUSE_MS);
    return () => {
      asked = false;
      clearTimeout(timer);
    };
  }, [filter, wanted]); // rows that leave the page while a filter stands are not searched again
  return older;
}

async function search(filter: string, before: string): Promise<Older> {
  try {
    const { deliveries, next }: DeliveryPage = await get("/deliveries", { filter, before, limit: LIMIT });
    return { ...NONE, rows: deliveries.map(rowOf), state: "found", more: next !== null };
  } catch (error) {
    return { ...NONE, state: "failed", problem: error instanceof ApiError ? error.problem : null };
  }
}
