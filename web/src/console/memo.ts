/** Draw nothing twice. */
import { type FunctionComponent, h } from "preact";
import { useMemo } from "preact/hooks";

/** Give a component that is drawn again only when one of its properties is another value; it always has the same ones. */
export function memo<P extends object>(Draw: FunctionComponent<P>): FunctionComponent<P> {
  return (props) => useMemo(() => h(Draw, props), Object.values(props));
}
