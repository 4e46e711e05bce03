/** The deliveries: numbered, kept in order, told to the page once per frame however many arrive. */
import { beforeFrame } from "./frames";
import { preferences } from "./preferences";
import { Store } from "./store";
import type { Delivery, DeliveryPage, Row } from "./types";

export interface Rows {
  all: readonly Row[];
  byId: ReadonlyMap<string, Row>;
  /** Grows with every change, also within rows. */
  version: number;
  paused: boolean;
  /** How many arrived since the list was paused. */
  held: number;
  /** How many older ones the journal has that are not here. */
  absent: number;
  /** Whether those are being read. */
  reading: boolean;
}

const START: Rows = { all: [], byId: new Map(), version: 0, paused: false, held: 0, absent: 0, reading: true };

export class Deliveries {
  readonly store = new Store<Rows>(START);
  #all: Row[] = [];
  #byId = new Map<string, Row>();
  #absent = 0;
  #reading = true;
  #fresh = 0;
  #waiting = false;
  readonly #soon: (run: () => void) => void;
  readonly #kept: number;

  /** Tell changes when `soon` runs what it is given; keep so many rows, the newest. */
  constructor(soon: (run: () => void) => void, kept: number) {
    this.#soon = soon;
    this.#kept = kept;
  }

  /** Take a row that is new, or that changed. */
  take(delivery: Delivery): void {
    const row = rowOf(delivery);
    if (this.#byId.has(row.id)) {
      this.#all[this.#place(row.id)] = row;
    } else {
      this.#fresh++;
      if (row.id > (this.#all.at(-1)?.id ?? "")) this.#all.push(row);
      else this.#all.splice(this.#place(row.id), 0, row);
    }
    this.#byId.set(row.id, row);
    if (this.#all.length > this.#kept) {
      this.#byId.delete(this.#all.shift()?.id ?? "");
      this.#absent++;
    }
    this.#tell();
  }

  /** Take the newest page of the journal, and tell at once. */
  begin(page: DeliveryPage): void {
    this.#add(page);
    this.#publish();
  }

  /** Take a page of the journal that ends before what was taken so far; what is here already is newer. */
  older(page: DeliveryPage): void {
    this.#add(page);
    this.#tell();
  }

  #add({ deliveries, next, total }: DeliveryPage): void {
    const missing = deliveries.filter(({ id }) => !this.#byId.has(id));
    const taken = missing.slice(Math.max(0, missing.length - this.room)).map(rowOf);
    this.#absent = (next === null ? 0 : (this.#absent || total) - deliveries.length) + missing.length - taken.length;
    for (const row of taken) this.#byId.set(row.id, row);
    this.#all = [...taken, ...this.#all].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Older rows stay in the journal. */
  rest(): void {
    this.#reading = false;
    this.#tell();
  }

  get(id: string): Row | undefined {
    return this.#byId.get(id);
  }

  /** How many more rows can be kept. */
  get room(): number {
    return this.#kept - this.#all.length;
  }

  clear(): void {
    this.#all = [];
    this.#byId = new Map();
    this.#absent = 0;
    this.#reading = true;
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
    this.#all.forEach((row, index) => (row.number = this.#absent + index + 1));
    this.store.set({
      all: [...this.#all],
      byId: this.#byId,
      version: this.store.state.version + 1,
      paused: false,
      held: 0,
      absent: this.#absent,
      reading: this.#reading,
    });
  }
}

export const deliveries = new Deliveries(beforeFrame, preferences.state.rows);

/** Make a row of a delivery; where it stands among all is told later. */
export function rowOf(delivery: Delivery): Row {
  const { id, type, connection, url, verdict, event_id, user, chat } = delivery;
  const words = [id, type, connection, url, event_id, user, chat, verdict?.code, verdict?.rule];
  const sentences = [verdict?.message.zh, verdict?.message.en, verdict?.evidence, verdict?.evidence_zh];
  return {
    ...delivery,
    number: 0,
    encrypted: delivery.encrypted ?? false,
    faults: (delivery.faults ?? []).map((fault) => fault.toLowerCase()),
    searched: [...words, ...sentences].filter(Boolean).join("\n").toLowerCase(),
  };
}
