/** The deliveries: numbered, kept in order, told to the page once per frame however many arrive. */
import { Store } from "./store";
import type { Delivery, Row } from "./types";

export interface Rows {
  all: readonly Row[];
  byId: ReadonlyMap<string, Row>;
  /** Grows with every change, also within rows. */
  version: number;
  paused: boolean;
  /** How many arrived since the list was paused. */
  held: number;
}

const KEPT = 10_000;

export class Deliveries {
  readonly store = new Store<Rows>({ all: [], byId: new Map(), version: 0, paused: false, held: 0 });
  #all: Row[] = [];
  #byId = new Map<string, Row>();
  #count = 0;
  #fresh = 0;
  #waiting = false;
  readonly #soon: (run: () => void) => void;

  constructor(soon: (run: () => void) => void) {
    this.#soon = soon;
  }

  /** Take a row that is new, or that changed. */
  take(delivery: Delivery): void {
    const known = this.#byId.get(delivery.id);
    const row = rowOf(delivery, known?.number ?? ++this.#count);
    this.#byId.set(row.id, row);
    if (known === undefined) {
      this.#fresh++;
      if (row.id > (this.#all.at(-1)?.id ?? "")) this.#all.push(row);
      else this.#all.splice(this.#place(row.id), 0, row);
      if (this.#all.length > KEPT) this.#byId.delete(this.#all.shift()?.id ?? "");
    } else {
      this.#all[this.#place(row.id)] = row;
    }
    this.#tell();
  }

  get(id: string): Row | undefined {
    return this.#byId.get(id);
  }

  get last(): string {
    return this.#all.at(-1)?.id ?? "";
  }

  clear(): void {
    this.#all = [];
    this.#byId = new Map();
    this.#count = this.#fresh = 0;
    this.#publish();
  }

  pause(paused: boolean): void {
    this.#fresh = 0;
    if (paused) this.store.set({ paused, held: 0 });
    else this.#publish();
  }

  #place(id: string): number {
    let low = 0;
    let high = this.#all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#all[middle]?.id ?? "") < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #tell(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#soon(() => {
      this.#waiting = false;
      if (this.store.state.paused) this.store.set({ held: this.#fresh });
      else this.#publish();
    });
  }

  #publish(): void {
    this.#fresh = 0;
    const version = this.store.state.version + 1;
    this.store.set({ all: [...this.#all], byId: this.#byId, version, paused: false, held: 0 });
  }
}

export const deliveries = new Deliveries((run) => {
  if (document.hidden) setTimeout(run, 100); // no frames are drawn then
  else requestAnimationFrame(run);
});

function rowOf(delivery: Delivery, number: number): Row {
  const { id, type, connection, url, verdict, event_id, user, chat } = delivery;
  const words = [id, type, connection, url, event_id, user, chat, verdict?.code, verdict?.rule];
  const sentences = [verdict?.message.zh, verdict?.message.en, verdict?.evidence];
  return {
    ...delivery,
    number,
    encrypted: delivery.encrypted ?? false,
    faults: (delivery.faults ?? []).map((fault) => fault.toLowerCase()),
    searched: [...words, ...sentences].filter(Boolean).join("\n").toLowerCase(),
  };
}
