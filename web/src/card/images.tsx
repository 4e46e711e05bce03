/** Pictures, combinations of them, and pictures to choose from. */

import type { CSSProperties, JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Part } from "./elements";
import { isMultiple } from "./fields";
import { Glyph } from "./icons";
import type { JsonObject } from "./json";
import { isObject, objectsIn, textIn } from "./json";
import { Lightbox } from "./lightbox";
import { Picture } from "./pictures";
import { Text } from "./text";
import { visible } from "./texts";
import { pixels, radius } from "./values";
import { FormContext, useCard, useReading } from "./view";

const SQUARES: Record<string, number> = { large: 160, medium: 80, small: 40, tiny: 16 };
const SHOWN: Record<string, number> = { double: 2, triple: 3, bisect: 6, trisect: 9 };
const RATIOS: Record<string, string> = { "1:1": "1 / 1", "16:9": "16 / 9", "4:3": "4 / 3" };

function sizeOf(node: JsonObject): CSSProperties {
  const size = textIn(node, "size") || textIn(node, "mode");
  const square = Object.hasOwn(SQUARES, size) ? SQUARES[size] : undefined;
  if (square !== undefined) return { width: `${square}px`, height: `${square}px` };
  const [width, height] = size.split(/\s+/).map((part) => pixels(part, 1, 1000));
  if (width !== undefined && height !== undefined) return { width: `${width}px`, height: `${height}px`, maxWidth: "100%" };
  const custom = pixels(node["custom_width"], 16, 600);
  return custom === undefined ? {} : { width: `${custom}px`, maxWidth: "100%" };
}

export function Image({ node, pointer }: Part): JSX.Element {
  const { say } = useCard();
  const { local } = useReading();
  const [large, setLarge] = useState(false);
  const alt = isObject(node["alt"]) ? visible(local(node["alt"], "content")) : "";
  const natural = node["scale_type"] === "fit_horizontal" || node["mode"] === "fit_horizontal";
  const bleeds = node["size"] === "stretch_without_padding";
  const picture = <Picture imageKey={local(node, "img_key")} alt={alt} fit={natural ? "natural" : node["scale_type"] === "crop_top" ? "top" : "cover"} />;
  const style = { ...sizeOf(node), borderRadius: radius(node["corner_radius"]) ?? "", backgroundColor: node["transparent"] === true ? "transparent" : "" };
  return (
    <div class={bleeds ? "image image-bleeds" : "image"}>
      {isObject(node["title"]) && <div class="image-title"><Text value={node["title"]} /></div>}
      {node["preview"] === false ? (
        <div class="image-box" style={style}>{picture}</div>
      ) : (
        <button type="button" class="image-box image-press" style={style} aria-label={`${say("preview")} ${alt}`.trim()} data-pointer={pointer} onClick={() => setLarge(true)}>{picture}</button>
      )}
      {large && <Lightbox label={alt || say("picture")} closed={() => setLarge(false)}><Picture imageKey={local(node, "img_key")} alt={alt} fit="natural" /></Lightbox>}
    </div>
  );
}

export function Combination({ node }: Part): JSX.Element {
  const { local } = useReading();
  const mode = Object.hasOwn(SHOWN, textIn(node, "combination_mode")) ? textIn(node, "combination_mode") : "bisect";
  return (
    <div class={`combination combination-${mode}`} style={{ borderRadius: radius(node["corner_radius"]) ?? "" }}>
      {objectsIn(node, "img_list").slice(0, SHOWN[mode]).map(([image, index]) => <div key={index} class="combination-cell"><Picture imageKey={local(image, "img_key")} alt="" /></div>)}
    </div>
  );
}

export function SelectImage({ node, pointer }: Part): JSX.Element {
  const { state, say } = useCard();
  const { local, plain } = useReading();
  const form = useContext(FormContext);
  const [large, setLarge] = useState<JsonObject | null>(null);
  const many = isMultiple(node);
  const held = state.value({ node, pointer });
  const values = new Set(Array.isArray(held) ? held : [String(held)].filter(Boolean));
  const layout = ["stretch", "bisect", "trisect"].includes(textIn(node, "layout")) ? textIn(node, "layout") : "bisect";
  const ratio = RATIOS[textIn(node, "aspect_ratio")] ?? "16 / 9";
  const options = objectsIn(node, "options");
  const order = options.map(([option]) => textIn(option, "value"));
  const choose = (option: JsonObject): void => {
    if (state.pending) return;
    const value = textIn(option, "value");
    if (node["disabled"] === true || option["disabled"] === true) return state.remark(pointer, plain(option["disabled_tips"]) || plain(node["disabled_tips"]));
    if (many) {
      const next = new Set(values);
      if (!next.delete(value)) next.add(value);
      state.fill({ node, pointer }, order.filter((one) => next.has(one)));
    } else state.fill({ node, pointer }, value);
    if (!form) state.use({ node, pointer }, form, { request: { select: pointer, option: many ? [value] : value } });
  };
  return (
    <div class={`pictures pictures-${layout}`} role={many ? "group" : "radiogroup"} aria-label={textIn(node, "name") || undefined} aria-busy={state.pending === pointer || undefined}>
      {options.map(([option, index]) => {
        const value = textIn(option, "value");
        const on = values.has(value);
        const off = node["disabled"] === true || option["disabled"] === true;
        const name = plain(option["hover_tips"]) || value || String(index + 1);
        return (
          <div key={index} class={`picture-option${on && form ? " selected" : ""}${off ? " disabled" : ""}`} style={{ aspectRatio: ratio }}>
            <button type="button" role={many ? "checkbox" : "radio"} aria-checked={on} aria-disabled={off || undefined} aria-label={name} title={plain(off ? option["disabled_tips"] : option["hover_tips"]) || undefined} class="picture-choice" data-value={value} data-pointer={index === 0 ? pointer : undefined} onClick={() => choose(option)}>
              <Picture imageKey={local(option, "img_key")} alt="" />
              {form && <span class={many ? "mark mark-check" : "mark"}>{on && <Glyph name="check" size={12} />}</span>}
            </button>
            {form && node["can_preview"] !== false && <button type="button" class="quiet zoom" aria-label={`${say("preview")} ${name}`} onClick={() => setLarge(option)}><Glyph name="zoom" /></button>}
          </div>
        );
      })}
      {large && <Lightbox label={plain(large["hover_tips"]) || say("picture")} closed={() => setLarge(null)}><Picture imageKey={local(large, "img_key")} alt="" fit="natural" /></Lightbox>}
      {state.pending === pointer && <span class="spinner spinner-corner" />}
    </div>
  );
}
