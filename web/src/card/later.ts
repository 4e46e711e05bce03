/** Parts of the renderer that few cards need, and that are fetched when the first one does. */

import { useLayoutEffect, useState } from "preact/hooks";

/** Give a hook that gives a module; nothing until it is there, then what called it is drawn again. */
export function later<Module>(load: () => Promise<Module>): () => Module | undefined {
  let loaded: Module | undefined;
  return () => {
    const [, draw] = useState(false);
    const seen = loaded;
    useLayoutEffect(() => {
      if (seen) return;
      const take = (module: Module): void => {
        loaded = module;
        draw(true);
      };
      void load().then(take, () => undefined);
    }, []);
    return loaded;
  };
}
