/** The title bar of a card, and icons beside text. */

import type { JSX } from "preact";
import { Glyph, glyphFor } from "./icons";
import { Chip } from "./inline";
import type { Json, JsonObject } from "./json";
import { isObject, objectIn, objectsIn, textIn } from "./json";
import { shade } from "./palette";
import { Picture } from "./pictures";
import { Text } from "./text";
import { localText } from "./texts";
import { box } from "./values";
import { useCard, useReading } from "./view";

const TAGS_SHOWN = 3;

/** An icon of the platform, or a picture as an icon. */
export function IconOf({ value, size = 16, token }: { value: Json | undefined; size?: number; token?: string }): JSX.Element | null {
  const { colorOf, local } = useReading();
  const node = isObject(value) ? value : {};
  const name = token ?? textIn(node, "token");
  const key = local(node, "img_key");
  if (name) {
    const plain = /_(?:outlined|filled)$/.test(name) ? colorOf(node["color"] ?? objectIn(node, "style")["color"]) : colorOf(undefined);
    return <span class="icon"><Glyph name={glyphFor(name)} size={size} color={plain} /></span>;
  }
  return key ? <span class="icon" style={{ width: `${size}px`, height: `${size}px` }}><Picture imageKey={key} alt="" /></span> : null;
}

export function Header({ node }: { node: JsonObject }): JSX.Element | null {
  const { view } = useCard();
  const { plain } = useReading();
  const template = textIn(node, "template") || "default";
  const tinted = template !== "default" && shade(`${template}-100`, view.theme);
  const ink = tinted ? shade(template, view.theme) : undefined;
  const title = plain(node["title"]) || plain(node["subtitle"]);
  const subtitle = plain(node["title"]) ? node["subtitle"] : undefined;
  const translated = objectIn(node, "i18n_text_tag_list")[view.locale];
  const tags = objectsIn(Array.isArray(translated) ? { list: translated } : { list: node["text_tag_list"] ?? [] }, "list").slice(0, TAGS_SHOWN);
  if (!title && !tags.length) return null;
  const style = { backgroundColor: tinted || "", color: ink ?? "", padding: box(node["padding"]) ?? "" };
  return (
    <div class={tinted ? "header" : "header header-plain"} style={style}>
      <IconOf value={isObject(node["ud_icon"]) ? node["ud_icon"] : node["icon"]} size={20} />
      <div class="header-texts">
        <div class="header-line">
          <div class="title" role="heading" aria-level={3}><Text value={isObject(node["title"]) && plain(node["title"]) ? node["title"] : node["subtitle"]} /></div>
          {tags.map(([tag, index]) => <Chip key={index} color={textIn(tag, "color") || "blue"} apart={(textIn(tag, "color") || "blue") === template}>{localText(objectIn(tag, "text"), "content", view.locale)}</Chip>)}
        </div>
        {subtitle !== undefined && <div class="subtitle"><Text value={subtitle} /></div>}
      </div>
    </div>
  );
}
