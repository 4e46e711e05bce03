/** Text components: plain text, Markdown, div, note. */

import type { Token, Tokens } from "marked";
import type { CSSProperties, JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { linkFor } from "./behavior";
import { IconOf } from "./header";
import { Glyph } from "./icons";
import { Inline } from "./inline";
import { later } from "./later";
import type { Piece } from "./code";
import type { Json, JsonObject } from "./json";
import { isObject, objectIn, objectsIn, textIn } from "./json";
import type { Dialect } from "./markdown";
import { readMarkdown } from "./markdown";
import { Pager } from "./pager";
import { Picture } from "./pictures";
import { ElementOf } from "./elements";
import { textSize } from "./sizes";
import { useTyped } from "./streaming";
import { visible } from "./texts";
import { useCard, useReading } from "./view";

type Block = { type: "heading" | "paragraph" } & Tokens.Generic;
const PAGE = 5;

/** Give style and lines of a text object or a markdown component. */
function useTextStyle(node: JsonObject): CSSProperties {
  const { view, card } = useCard();
  const { colorOf } = useReading();
  const align = textIn(node, "text_align");
  const lines = node["lines"];
  const clamp = typeof lines === "number" && lines >= 1 ? { "-webkit-line-clamp": String(Math.min(99, Math.floor(lines))) } : {};
  return {
    ...textSize(node["text_size"], view.device, card),
    ...(node["tag"] === "plain_text" && { color: colorOf(node["text_color"]) ?? "" }),
    ...(["center", "right"].includes(align) && { textAlign: align }),
    ...clamp,
  };
}

/** A text object: `plain_text`, `lark_md` or, in titles of panels, `markdown`. */
export function Text({ value, class: extra }: { value: Json | undefined; class?: string }): JSX.Element | null {
  const node = isObject(value) ? value : {};
  const { local } = useReading();
  const style = useTextStyle(node);
  const content = useTyped(local(node, "content"));
  const tag = textIn(node, "tag");
  const clamped = "-webkit-line-clamp" in style ? " clamped" : "";
  if (!content) return null;
  if (tag === "markdown") return <div class={`text ${extra ?? ""}`} style={style}><Blocks source={content} dialect="2.0" /></div>;
  if (tag === "lark_md") return <div class={`text ${extra ?? ""}${clamped}`} style={style}><Blocks source={content} dialect="lark_md" /></div>;
  return <div class={`text plain ${extra ?? ""}${clamped}`} style={style}>{visible(content)}</div>;
}

export function Markdown({ node }: { node: JsonObject }): JSX.Element {
  const { schema, view } = useCard();
  const { local } = useReading();
  const style = useTextStyle({ ...node, tag: "markdown" });
  const content = useTyped(local(node, "content"));
  const links = useMemo(() => {
    const entries = Object.entries(objectIn(node, "href")).map(([name, value]) => [name, linkFor(value, view.device)] as const);
    return new Map(entries.flatMap(([name, link]) => (link ? [[name, link] as const] : [])));
  }, [node, view.device]);
  return (
    <div class="with-icon" style={style}>
      <IconOf value={node["icon"]} />
      <div class="text"><Blocks source={content} dialect={schema} links={links} /></div>
    </div>
  );
}

function Blocks(props: { source: string; dialect: Dialect; links?: ReadonlyMap<string, string> }): JSX.Element {
  const tokens = useMemo(() => readMarkdown(props.source, props.dialect), [props.source, props.dialect]);
  return <>{tokens.map((token, index) => <BlockOf key={index} token={token} links={props.links} depth={0} />)}</>;
}

function BlockOf({ token, links, depth }: { token: Token; links: ReadonlyMap<string, string> | undefined; depth: number }): JSX.Element | null {
  const inline = (generic: Tokens.Generic): JSX.Element => <Inline tokens={generic.tokens} raw={generic["text"] ?? ""} {...(links && { links })} />;
  const blocks = (tokens: Token[]): JSX.Element[] => tokens.map((child, index) => <BlockOf key={index} token={child} links={links} depth={depth + 1} />);
  if (depth > 30) return <p>{visible(token.raw)}</p>;
  switch (token.type) {
    case "space":
      return null;
    case "heading":
      return <p class={`heading heading-${(token as Tokens.Heading).depth}`}>{inline(token as Block)}</p>;
    case "hr":
      return <hr />;
    case "blockquote":
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens)}</blockquote>;
    case "code":
      return <CodeBlock text={(token as Tokens.Code).text} language={(token as Tokens.Code).lang ?? ""} />;
    case "list": {
      const list = token as Tokens.List;
      const items = list.items.map((item, index) => <li key={index}>{blocks(item.tokens)}</li>);
      return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
    }
    case "table":
      return <MarkdownTable table={token as Tokens.Table} />;
    case "text":
      return <span>{inline(token as Block)}</span>;
    default:
      return <p>{inline(token as Block)}</p>;
  }
}

/** Characters of code that are coloured; more of it stays plain. */
const COLOURED = 10_000;
const useCode = later(() => import("./code"));

/** Give code in its colours; plain until they are loaded, and where there are none. */
function useColours(code: string, name: string): Piece[] {
  const colours = useCode();
  return useMemo(() => {
    const language = colours?.languageOf(name);
    return colours && language && code.length <= COLOURED ? colours.pieces(code, language) : [{ text: code, kind: "plain" }];
  }, [code, name, colours]);
}

function CodeBlock({ text, language }: { text: string; language: string }): JSX.Element {
  const { say } = useCard();
  const coloured = useColours(visible(text), language);
  const [copied, setCopied] = useState(false);
  useEffect(() => setCopied(false), [text]);
  const copy = (): void => void navigator.clipboard?.writeText(text).then(() => setCopied(true), () => undefined);
  return (
    <div class="code">
      <div class="code-head">
        <span>{visible(language.trim().split(/\s/)[0] || "plain_text").slice(0, 40)}</span>
        <button type="button" class="quiet" onClick={copy} aria-label={say(copied ? "copied" : "copy")} title={say(copied ? "copied" : "copy")}>
          <Glyph name={copied ? "check" : "copy"} size={14} />
        </button>
      </div>
      <pre tabIndex={0} aria-label={visible(language) || "code"}><code>{coloured.map(({ text: piece, kind }, index) => (kind === "plain" ? piece : <span key={index} class={`code-${kind}`}>{piece}</span>))}</code></pre>
    </div>
  );
}

function MarkdownTable({ table }: { table: Tokens.Table }): JSX.Element {
  const { say } = useCard();
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(table.rows.length / PAGE));
  const rows = table.rows.slice(Math.min(page, pages - 1) * PAGE, (Math.min(page, pages - 1) + 1) * PAGE);
  const cell = (one: Tokens.TableCell, index: number): CSSProperties => ({ textAlign: table.align[index] ?? (one.align || "left") });
  return (
    <div class="table-block">
      <div class="table-scroll" tabIndex={0} role="region" aria-label={say("table")}>
        <table class="md-table">
          <thead><tr>{table.header.map((one, index) => <th key={index} scope="col" style={cell(one, index)}><Inline tokens={one.tokens} raw={one.text} /></th>)}</tr></thead>
          <tbody>{rows.map((row, at) => <tr key={at}>{row.map((one, index) => <td key={index} style={cell(one, index)}><Inline tokens={one.tokens} raw={one.text} /></td>)}</tr>)}</tbody>
        </table>
      </div>
      <Pager page={page} pages={pages} turn={setPage} />
    </div>
  );
}

export function Div({ node, pointer }: { node: JsonObject; pointer: string }): JSX.Element {
  const { view, card } = useCard();
  const fields = objectsIn(node, "fields");
  const size = textSize(objectIn(node, "text")["text_size"], view.device, card);
  return (
    <div class={isObject(node["extra"]) ? "div with-extra" : "div"}>
      <div class="div-main">
        {isObject(node["text"]) && <div class="with-icon" style={size}><IconOf value={node["icon"]} /><Text value={node["text"]} /></div>}
        {fields.length > 0 && (
          <div class="div-fields">
            {fields.map(([field, index]) => <div key={index} class={field["is_short"] === true ? "short" : "long"}><Text value={field["text"]} /></div>)}
          </div>
        )}
      </div>
      {isObject(node["extra"]) && <div class="div-extra"><ElementOf node={node["extra"]} pointer={`${pointer}/extra`} /></div>}
    </div>
  );
}

export function Note({ node }: { node: JsonObject }): JSX.Element {
  const { local } = useReading();
  return (
    <div class="note">
      {objectsIn(node, "elements").map(([part, index]) => {
        if (part["tag"] === "img") return <span key={index} class="note-image"><Picture imageKey={textIn(part, "img_key")} alt={visible(local(objectIn(part, "alt"), "content"))} /></span>;
        if (part["tag"] === "standard_icon" || part["tag"] === "custom_icon") return <IconOf key={index} value={part} />;
        return <Text key={index} value={part} />;
      })}
    </div>
  );
}
