/** Parts of the page whose script is fetched after the first screen was drawn. */
import type { ComponentChild, FunctionComponent } from "preact";
import { useEffect, useReducer } from "preact/hooks";

const parts: (() => Promise<unknown>)[] = [];

/** Give a component that shows something else until its script is there. */
export function later<P extends object>(
  load: () => Promise<FunctionComponent<P>>,
  meanwhile: ComponentChild = <span class="skeleton box late" />,
): FunctionComponent<P> {
  let Part: FunctionComponent<P> | undefined;
  const fetched = async (): Promise<void> => {
    Part ??= await load();
  };
  parts.push(fetched);
  return (props) => {
    const [, again] = useReducer((count: number) => count + 1, 0);
    const isDrawn = Part !== undefined; // it may come between the drawing and the effect, which runs after the paint
    useEffect(() => {
      if (!isDrawn) void fetched().then(() => again(undefined));
    }, []);
    return Part ? <Part {...props} /> : meanwhile;
  };
}

/** Fetch all parts now, so that they are there also when the emulator no longer is. */
export function fetchParts(): void {
  for (const fetched of parts) void fetched();
}
