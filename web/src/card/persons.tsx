/** People. */

import type { JSX } from "preact";
import type { Part } from "./elements";
import { IconOf } from "./header";
import { PersonChip } from "./inline";
import { isObject, objectsIn, textIn } from "./json";
import { usePersonName } from "./pictures";

const SIZES: Record<string, number> = { extra_small: 20, small: 24, medium: 32, large: 40 };

function sizeOf(name: string): number {
  return Object.hasOwn(SIZES, name) ? SIZES[name]! : 32;
}

export function PersonOf({ node }: Part): JSX.Element {
  return <PersonChip id={textIn(node, "user_id")} capsule={node["style"] === "capsule"} showAvatar={node["show_avatar"] !== false} showName={node["show_name"] === true} size={sizeOf(textIn(node, "size"))} />;
}

export function PersonList({ node }: Part): JSX.Element {
  const nameOf = usePersonName();
  const showName = node["show_name"] !== false;
  const showAvatar = node["show_avatar"] === true;
  const size = Math.min(32, sizeOf(textIn(node, "size")));
  const all = objectsIn(node, "persons").map(([person]) => textIn(person, "id"));
  const ids = node["drop_invalid_user_id"] === true ? all.filter((id) => nameOf(id) !== undefined) : all;
  const lines = typeof node["lines"] === "number" && node["lines"] >= 1 ? Math.min(20, node["lines"]) : undefined;
  const style = lines === undefined ? {} : { maxHeight: `${lines * ((showAvatar ? size : 22) + 8) - 8}px`, overflow: "hidden" };
  return (
    <div class="with-icon">
      <IconOf value={isObject(node["icon"]) ? node["icon"] : node["ud_icon"]} />
      <div class={showName ? "people" : "people beads"} style={style}>
        {ids.map((id, index) => <PersonChip key={index} id={id} capsule={false} showAvatar={showAvatar} showName={showName} size={size} />)}
      </div>
    </div>
  );
}
