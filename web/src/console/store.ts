/** A value that is changed in one place and watched from many. */
import { useEffect, useReducer, useRef } from "preact/hooks";

export class Store<S extends object> {
  #state: S;
  readonly #watchers = new Set<() => void>();

  constructor(state: S) {
    this.#state = state;
  }

  get state(): S {
    return this.#state;
  }

  set(change: Partial<S>): void {
    this.#state = { ...this.#state, ...change };
    for (const watcher of this.#watchers) watcher();
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** Draw again whenever what is picked becomes another value. */
export function useStore<S extends object, T>(store: Store<S>, pick: (state: S) => T): T {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const picked = pick(store.state);
  const latest = useRef({ pick, picked });
  latest.current = { pick, picked };
  useEffect(() => {
    const look = (): void => {
      const { pick, picked } = latest.current;
      if (!Object.is(pick(store.state), picked)) again(undefined);
    };
    look(); // it may have changed between drawing and watching
    return store.watch(look);
  }, [store]);
  return picked;
}
