/** The deliveries that were picked out of the list to be replayed together. */
import { Store } from "./store";

export interface Selection {
  ids: ReadonlySet<string>;
  /** The one picked last, from which a stretch is picked. */
  anchor: string;
  /** Whether the replay of earlier ones is still shown. */
  replaying: boolean;
}

export const selection = new Store<Selection>({ ids: new Set(), anchor: "", replaying: false });

export function toggle(id: string): void {
  const ids = new Set(selection.state.ids);
  if (!ids.delete(id)) ids.add(id);
  selection.set({ ids, anchor: id });
}

/** Pick all from the one picked last to this one, in the order in which they are shown. */
export function extendTo(id: string, shown: readonly string[]): void {
  const { ids, anchor } = selection.state;
  const [from, to] = [shown.indexOf(anchor), shown.indexOf(id)];
  if (from < 0 || to < 0) return toggle(id);
  selection.set({ ids: new Set([...ids, ...shown.slice(Math.min(from, to), Math.max(from, to) + 1)]), anchor: id });
}

export function clearSelection(): void {
  selection.set({ ids: new Set(), anchor: "" });
}
