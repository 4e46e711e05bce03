/** Tables with pages. */

import type { CSSProperties, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Part } from "./elements";
import { Chip, PersonChip } from "./inline";
import type { Json, JsonObject } from "./json";
import { isObject, objectIn, objectsIn, textIn } from "./json";
import { Pager } from "./pager";
import { Text } from "./text";
import { visible, withoutMarkup } from "./texts";
import { pixels } from "./values";
import { useCard, useReading } from "./view";

const HEIGHTS: Record<string, number> = { low: 34, middle: 64, high: 98 };
/** Pixels of a line, and of what is above and below those of a row. */
const LINE = 22;
const PADDING = 12;
const ALIGNS = ["left", "center", "right"];

export function Table({ node }: Part): JSX.Element {
  const { say, view } = useCard();
  const { colorOf } = useReading();
  const [page, setPage] = useState(0);
  const columns = objectsIn(node, "columns").map(([column]) => column);
  const rows = objectsIn(node, "rows").map(([row]) => row);
  const size = typeof node["page_size"] === "number" ? Math.min(10, Math.max(1, Math.floor(node["page_size"]))) : 5;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages - 1);
  const look = objectIn(node, "header_style");
  const named = Object.hasOwn(HEIGHTS, textIn(node, "row_height")) ? HEIGHTS[textIn(node, "row_height")] : undefined;
  const height = node["row_height"] === "auto" ? undefined : (named ?? pixels(node["row_height"], 32, 124) ?? HEIGHTS["low"]);
  const lines = Math.max(1, Math.floor(((height ?? pixels(node["row_max_height"], 32, 999) ?? 124) - PADDING) / LINE));
  const headAlign = ALIGNS.includes(textIn(look, "text_align")) ? textIn(look, "text_align") : "left";
  const head = {
    textAlign: headAlign,
    fontWeight: look["bold"] === false ? "400" : "",
    fontSize: look["text_size"] === "heading" ? "16px" : "",
    backgroundColor: look["background_style"] === "grey" ? colorOf("grey-100")! : "",
    color: look["text_color"] === "grey" ? colorOf("grey-600")! : "",
  } as CSSProperties;
  return (
    <div class="table-block">
      <div class="table-scroll" tabIndex={0} role="region" aria-label={say("table")}>
        <table class={node["freeze_first_column"] === true ? "table frozen" : "table"}>
          <thead>
            <tr>{columns.map((column, index) => <th key={index} scope="col" style={{ ...head, ...widthOf(column) }}>{visible(textIn(column, "display_name") || textIn(column, "name"))}</th>)}</tr>
          </thead>
          <tbody>
            {rows.slice(at * size, (at + 1) * size).map((row, line) => (
              <tr key={line}>
                {columns.map((column, index) => (
                  <td key={index} style={cellStyle(column)} title={titleOf(column, row[textIn(column, "name")], view.timezone)}>
                    <div class={lines === 1 ? "cell cell-line" : "cell"} style={{ maxHeight: `${lines * LINE}px`, minHeight: height === undefined ? "" : `${height - 13}px`, justifyContent: { top: "flex-start", bottom: "safe flex-end" }[textIn(column, "vertical_align")] ?? "safe center", "--lines": lines }}>
                      <Cell column={column} value={row[textIn(column, "name")]} />
                    </div>
                  </td>
                ))}
              </tr>
            ))}
            {!rows.length && <tr><td colSpan={Math.max(1, columns.length)} class="nothing">{say("noData")}</td></tr>}
          </tbody>
        </table>
      </div>
      <Pager page={at} pages={pages} turn={setPage} />
    </div>
  );
}

/** What is shown of a cell at the pointer, since the cell may be too small for it. */
function titleOf(column: JsonObject, value: Json | undefined, timezone: string): string | undefined {
  if ((typeof value !== "string" && typeof value !== "number") || column["data_type"] === "persons") return undefined;
  if (column["data_type"] === "date") return dateText(value, textIn(column, "date_format"), timezone);
  if (column["data_type"] === "number" && typeof value === "number") return numberText(value, objectIn(column, "format"));
  const text = visible(String(value));
  return (column["data_type"] === "text" ? text : withoutMarkup(text)).slice(0, 500);
}

/** Write what a cell holds, whatever it is. */
function written(value: Json): string {
  return visible(typeof value === "object" ? JSON.stringify(value).slice(0, 300) : String(value));
}

function widthOf(column: JsonObject): CSSProperties {
  const width = column["width"];
  if (typeof width === "string" && /^(?:100|[1-9]?\d)%$/.test(width)) return { width, minWidth: `calc(${Number.parseInt(width, 10) / 100} * (100cqi - 26px))` };
  const fixed = pixels(width, 80, 600);
  return fixed === undefined ? {} : { width: `${fixed}px`, minWidth: `${fixed}px` };
}

function cellStyle(column: JsonObject): CSSProperties {
  const given = textIn(column, "horizontal_align");
  return { textAlign: (ALIGNS.includes(given) ? given : column["data_type"] === "number" ? "right" : "left") as "left" };
}

function Cell({ column, value }: { column: JsonObject; value: Json | undefined }): JSX.Element | null {
  const { view } = useCard();
  if (value === undefined || value === null) return null;
  switch (column["data_type"]) {
    case "number":
      return <span class="number">{typeof value === "number" ? numberText(value, objectIn(column, "format")) : written(value)}</span>;
    case "options": {
      const options = Array.isArray(value) ? value : [value];
      return (
        <span class="chips">
          {options.map((option, index) => {
            const text = isObject(option) ? textIn(option, "text") : written(option);
            return <Chip key={index} color={(isObject(option) && textIn(option, "color")) || "blue"}>{visible(text)}</Chip>;
          })}
        </span>
      );
    }
    case "persons": {
      const ids = (Array.isArray(value) ? value : [value]).map((id) => (isObject(id) ? textIn(id, "id") : String(id)));
      return <span class="chips">{ids.map((id, index) => <PersonChip key={index} id={id} capsule={false} showAvatar showName size={20} />)}</span>;
    }
    case "date":
      return <span class="number">{dateText(value, textIn(column, "date_format"), view.timezone)}</span>;
    case "markdown":
    case "lark_md":
      return <Text value={{ tag: textIn(column, "data_type"), content: typeof value === "object" ? written(value) : String(value) }} />;
    default:
      return <span class="plain">{written(value)}</span>;
  }
}

/** Write a number as its column wants it. */
export function numberText(value: number, format: JsonObject): string {
  const precision = format["precision"];
  const digits = typeof precision === "number" && precision >= 0 && precision <= 10 ? Math.floor(precision) : undefined;
  const text = new Intl.NumberFormat("en-US", {
    useGrouping: format["separator"] === true,
    ...(digits === undefined ? { maximumFractionDigits: 10 } : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  }).format(value);
  return `${visible([...textIn(format, "symbol")].slice(0, 1).join(""))}${text}`;
}

/** Write a moment, given in milliseconds, in the reader's time zone. */
export function dateText(value: Json, format: string, timezone: string): string {
  const stamp = Number(value);
  if (typeof value === "object" || !Number.isFinite(stamp) || Math.abs(stamp) > 8.6e15) return written(value);
  const options = { timeZone: timezone, hourCycle: "h23", timeZoneName: "longOffset", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const part = new Map(new Intl.DateTimeFormat("en-GB", options).formatToParts(new Date(stamp)).map(({ type, value: text }) => [type as string, text]));
  const get = (name: string): string => part.get(name) ?? "";
  const pattern = format || `YYYY-MM-DDTHH:mm:ss${get("timeZoneName").slice("GMT".length) || "Z"}`;
  const tokens: Record<string, string> = { YYYY: get("year"), MM: get("month"), DD: get("day"), HH: get("hour"), mm: get("minute"), ss: get("second") };
  return visible(pattern.replace(/YYYY|MM|DD|HH|mm|ss/g, (token) => tokens[token]!));
}
