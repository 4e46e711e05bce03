/** Containers: columns, forms, boxes that can be clicked, panels that fold. */

import type { CSSProperties, JSX } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { linkFor } from "./behavior";
import type { Part } from "./elements";
import { Elements, ElementOf, spokenText, stackClass } from "./elements";
import { IconOf } from "./header";
import { Glyph } from "./icons";
import type { JsonObject } from "./json";
import { isObject, objectIn, objectsIn, textIn } from "./json";
import { Text } from "./text";
import { withoutMarkup } from "./texts";
import { box, pixels, radius, spacing } from "./values";
import { FormContext, useCard, useReading } from "./view";

/** Give the gaps within a container. */
function useGaps(node: JsonObject, vertical: number, horizontal = 8): CSSProperties {
  const { schema } = useCard();
  return {
    rowGap: spacing(node["vertical_spacing"], schema, vertical),
    columnGap: spacing(node["horizontal_spacing"], schema, horizontal),
  };
}

/** Give what shows on a container whose click opens a link. */
function Cover(props: { label: string; onClick: () => void; pointer: string; busy?: boolean; disabled?: boolean; title?: string }): JSX.Element {
  return (
    <button
      type="button"
      class="cover"
      aria-label={props.label || "…"}
      title={props.title || undefined}
      data-pointer={props.pointer}
      aria-busy={props.busy || undefined}
      aria-disabled={props.disabled || undefined}
      onClick={props.onClick}
    />
  );
}

let fitting: ResizeObserver | undefined;

/** Let words break within columns only where the columns would be wider than their row otherwise. */
function fit(gauges: readonly Element[]): void {
  const rows = gauges.flatMap((gauge) => gauge.parentElement ?? []);
  for (const row of rows) row.removeAttribute("data-tight");
  const tight = rows.map((row) => row.scrollWidth > row.clientWidth + 1);
  rows.forEach((row, index) => row.toggleAttribute("data-tight", tight[index]));
}

/** An empty line as wide as the row it is in, by which {@link fit} learns of a change. */
function Gauge({ of }: { of: JsonObject }): JSX.Element {
  const line = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const gauge = line.current!;
    fitting ??= new ResizeObserver((entries) => fit(entries.map(({ target }) => target)));
    fitting.observe(gauge);
    return () => fitting?.unobserve(gauge);
  }, [of]);
  return <span ref={line} class="gauge" />;
}

const FLEX_MODES = ["none", "stretch", "flow", "bisect", "trisect"];

export function ColumnSet({ node, pointer }: Part): JSX.Element {
  const { schema, state, view } = useCard();
  const { colorOf, plain } = useReading();
  const mode = textIn(node, "flex_mode");
  const background = textIn(node, "background_style");
  const gap = spacing(node["horizontal_spacing"], schema, 8);
  const align = textIn(node, "horizontal_align");
  const link = linkFor(objectIn(node, "action")["multi_url"], view.device);
  const style = { gap, backgroundColor: background && background !== "default" ? (tint(background, colorOf) ?? "") : "" };
  const columns = objectsIn(node, "columns");
  const oneRow = !["stretch", "flow", "bisect", "trisect"].includes(mode);
  const weights = oneRow ? columns.reduce((sum, [column]) => sum + (textIn(column, "width") === "weighted" ? weightOf(column) : 0), 0) : 0;
  return (
    <div class={`columns flex-${FLEX_MODES.includes(mode) ? mode : "none"} align-${["center", "right"].includes(align) ? align : "left"}${link ? " covered" : ""}${style.backgroundColor ? " tinted" : ""}`} style={style}>
      {link && <Cover label={withoutMarkup(spokenText(node, plain))} pointer={pointer} onClick={() => state.open(link)} />}
      {columns.map(([column, index]) => <Column key={index} node={column} pointer={`${pointer}/columns/${index}`} among={weights} />)}
      {weights > 0 && <Gauge of={node} />}
    </div>
  );
}

/** Grey as a background is a light shade of it, which differs from the card in both themes. */
function tint(name: string, colorOf: (value: string) => string | undefined): string | undefined {
  return name === "grey" ? colorOf("grey-100") : colorOf(name);
}

/** Give how wide a long word may make a column that has this share of its row: half as much again, or about a word. */
function widest(share: number): string {
  return `max(${Math.min(100, Math.round(share * 150))}%, 7em)`;
}

function weightOf(column: JsonObject): number {
  return typeof column["weight"] === "number" ? Math.min(5, Math.max(1, column["weight"])) : 1;
}

/** One column; *among* is the weight of all of its row, 0 where widths do not count. */
export function Column({ node, pointer, among = 0 }: Part & { among?: number }): JSX.Element {
  const { state, view } = useCard();
  const { colorOf, plain } = useReading();
  const width = textIn(node, "width");
  const weight = weightOf(node);
  const weighted = width === "weighted";
  const fixed = width === "weighted" || width === "auto" ? undefined : pixels(node["width"], 16, 600);
  const link = linkFor(objectIn(node, "action")["multi_url"], view.device);
  const background = textIn(node, "background_style");
  const style = {
    ...useGaps(node, 8),
    padding: box(node["padding"]) ?? "",
    flex: weighted ? `${weight} 1 0` : fixed === undefined ? "0 1 auto" : `0 1 ${fixed}px`,
    maxWidth: weighted && among ? widest(weight / among) : "",
    backgroundColor: background && background !== "default" ? (tint(background, colorOf) ?? "") : "",
  };
  return (
    <div class={`column ${weighted ? "weighted " : ""}${stackClass(node)}${link ? " covered" : ""}`} style={style}>
      {link && <Cover label={withoutMarkup(spokenText(node, plain))} pointer={pointer} onClick={() => state.open(link)} />}
      <Elements list={node["elements"]} pointer={`${pointer}/elements`} />
    </div>
  );
}

export function Form({ node, pointer }: Part): JSX.Element {
  const { schema } = useCard();
  const style = { ...useGaps(node, schema === "2.0" ? 12 : 16), padding: box(node["padding"]) ?? "" };
  return (
    <FormContext.Provider value={{ node, pointer }}>
      <div class={`form ${stackClass(node)}`} role="group" aria-label={textIn(node, "name") || undefined} style={style}>
        <Elements list={node["elements"]} pointer={`${pointer}/elements`} />
      </div>
    </FormContext.Provider>
  );
}

export function InteractiveContainer({ node, pointer }: Part): JSX.Element {
  const { schema, state } = useCard();
  const { colorOf, plain } = useReading();
  const form = useContext(FormContext);
  const background = textIn(node, "background_style");
  const width = textIn(node, "width") === "auto" ? "auto" : pixels(node["width"], 16, 999);
  const height = pixels(node["height"], 10, 999);
  const disabled = node["disabled"] === true;
  const style = {
    ...useGaps(node, schema === "2.0" ? 4 : 12),
    padding: box(node["padding"]) ?? "",
    backgroundColor: background && background !== "default" && background !== "laser" ? (colorOf(background) ?? "") : "",
    borderRadius: radius(node["corner_radius"]) ?? "",
    borderColor: node["has_border"] === true ? (textIn(node, "border_color") === "grey" || !node["border_color"] ? colorOf("grey-300")! : (colorOf(node["border_color"]) ?? "")) : "",
    width: width === undefined ? "" : width === "auto" ? "fit-content" : `${width}px`,
    height: height === undefined ? "" : `${height}px`,
  };
  const classes = ["container covered", stackClass(node), background === "laser" && "laser", node["has_border"] === true && "bordered", disabled && "disabled"];
  const used = (): void => state.use({ node, pointer }, form, { request: { click: pointer } });
  return (
    <div class={classes.filter(Boolean).join(" ")} style={style} {...(disabled && { role: "group", "aria-disabled": true })}>
      <Cover label={withoutMarkup(spokenText(node, plain))} pointer={pointer} onClick={used} busy={state.pending === pointer} disabled={disabled} title={plain(disabled ? node["disabled_tips"] : node["hover_tips"])} />
      <Elements list={node["elements"]} pointer={`${pointer}/elements`} />
      {state.pending === pointer && <span class="spinner spinner-corner" />}
    </div>
  );
}

export function Collapsible({ node, pointer }: Part): JSX.Element {
  const { colorOf } = useReading();
  const [open, setOpen] = useState(node["expanded"] === true);
  const header = objectIn(node, "header");
  const border = objectIn(node, "border");
  const framed = isObject(node["border"]) || typeof node["background_color"] === "string";
  const icon = objectIn(header, "icon");
  const angle = [-180, -90, 90, 180].includes(Number(header["icon_expanded_angle"])) ? Number(header["icon_expanded_angle"]) : 180;
  const position = ["left", "follow_text"].includes(textIn(header, "icon_position")) ? textIn(header, "icon_position") : "right";
  const size = pixels(textIn(icon, "size").split(" ")[0], 1, 99) ?? 12;
  const auto = header["width"] === "auto" || (header["width"] === "auto_when_fold" && !open);
  const style = {
    backgroundColor: colorOf(node["background_color"]) ?? "",
    borderColor: isObject(node["border"]) ? (colorOf(border["color"] === "grey" ? "grey-300" : (border["color"] ?? "grey-300")) ?? "") : "transparent",
    borderRadius: radius(border["corner_radius"]) ?? "5px",
    width: auto ? "fit-content" : "",
  };
  const chevron = <span class="panel-icon" style={{ transform: open ? `rotate(${angle}deg)` : "" }}>{textIn(icon, "token") || textIn(icon, "img_key") ? <IconOf value={icon} size={size} /> : <Glyph name="down" size={size} />}</span>;
  const id = `panel${pointer.replaceAll("/", "-")}`;
  return (
    <div class={framed ? "panel panel-framed" : "panel"} style={style}>
      <div class={`panel-head icon-${position} valign-${textIn(header, "vertical_align") || "center"}`} style={{ backgroundColor: colorOf(header["background_color"]) ?? "", padding: box(header["padding"]) ?? "" }}>
        <button type="button" class="panel-toggle" aria-expanded={open} aria-controls={id} data-pointer={pointer} onClick={() => setOpen(!open)}>
          {position === "left" && chevron}
          <span class="panel-title"><Text value={header["title"]} /></span>
          {position !== "left" && chevron}
        </button>
      </div>
      <div id={id} class={`panel-body ${stackClass(node)}`} hidden={!open} style={{ ...useGaps(node, 8), padding: box(node["padding"]) ?? "" }}>
        {open && <Elements list={node["elements"]} pointer={`${pointer}/elements`} />}
      </div>
    </div>
  );
}

export function Action({ node, pointer }: Part): JSX.Element {
  const layout = textIn(node, "layout");
  return (
    <div class={`actions layout-${["bisected", "trisection"].includes(layout) ? layout : "flow"}`}>
      {objectsIn(node, "actions").map(([action, index]) => <ElementOf key={index} node={action} pointer={`${pointer}/actions/${index}`} />)}
    </div>
  );
}
