/** Text within a line: Markdown's marks and the platform's tags, as nodes. */

import type { Token, Tokens } from "marked";
import type { ComponentChildren, JSX } from "preact";
import { linkFor } from "./behavior";
import { Glyph, glyphFor } from "./icons";
import { later } from "./later";
import type { TagToken } from "./markdown";
import { Avatar, Picture, usePersonName } from "./pictures";
import { decodeEntities, safeLink, visible } from "./texts";
import { useCard, useReading } from "./view";

/** A link that opens through the page around the card; without an address it is text. */
export function Link(props: { href: string | undefined; title?: string; children: ComponentChildren }): JSX.Element {
  const { state } = useCard();
  const href = props.href;
  if (!href) return <span>{props.children}</span>;
  const open = (event: Event): void => {
    if (!/^https?:/i.test(href)) return;
    event.preventDefault();
    state.open(href);
  };
  return (
    <a href={href} title={props.title} target="_blank" rel="noopener noreferrer" onClick={open}>
      {props.children}
    </a>
  );
}

export function Inline(props: { tokens: readonly Token[] | undefined; raw: string; links?: ReadonlyMap<string, string> }): JSX.Element {
  if (!props.tokens?.length) return <>{shown(props.raw)}</>;
  return <>{props.tokens.map((token, index) => <Piece key={index} token={token} links={props.links} />)}</>;
}

const useEmoji = later(() => import("./emoji"));

function shown(text: string): ComponentChildren {
  const decoded = visible(decodeEntities(text));
  return /:[A-Za-z]\w*:/.test(decoded) ? <Emoji text={decoded} /> : decoded;
}

/** Text with emoji that are written by name, such as `:OK:`. */
function Emoji({ text }: { text: string }): JSX.Element {
  return <>{useEmoji()?.withEmoji(text) ?? text}</>;
}

function Piece({ token, links }: { token: Token; links: ReadonlyMap<string, string> | undefined }): JSX.Element {
  const inner = "tokens" in token ? <Inline tokens={token.tokens} raw={(token as Tokens.Generic)["text"] ?? ""} {...(links && { links })} /> : null;
  switch (token.type) {
    case "strong":
      return <strong>{inner}</strong>;
    case "em":
      return <em>{inner}</em>;
    case "del":
      return <s>{inner}</s>;
    case "codespan":
      return <code class="code-inline">{visible((token as Tokens.Codespan).text)}</code>;
    case "br":
      return <br />;
    case "link": {
      const href = decodeEntities((token as Tokens.Link).href);
      const variable = /^\$(\w+)$/.exec(href)?.[1];
      return <Link href={variable ? links?.get(variable) : safeLink(href, true)}>{inner}</Link>;
    }
    case "image": {
      const { href, text } = token as Tokens.Image;
      return <span class="image-inline" title={visible(text)}><Picture imageKey={href} alt={visible(text)} fit="natural" /></span>;
    }
    case "tag":
      return <Tag token={token as unknown as TagToken} inner={inner} />;
    case "escape":
      return <>{visible((token as Tokens.Escape).text)}</>;
    default:
      return "tokens" in token && token.tokens?.length ? <>{inner}</> : <>{shown(String((token as Tokens.Generic)["text"] ?? token.raw))}</>;
  }
}

function Tag({ token, inner }: { token: TagToken; inner: ComponentChildren }): JSX.Element {
  const { view } = useCard();
  const { colorOf } = useReading();
  const get = (name: string): string => token.attributes.get(name) ?? "";
  switch (token.name) {
    case "font":
      return <span style={{ color: colorOf(get("color")) ?? "" }}>{inner}</span>;
    case "text_tag":
      return <Chip color={get("color") || "blue"}>{inner}</Chip>;
    case "a":
      return <Link href={safeLink(get("href"), true)}>{token.text.trim() ? inner : visible(get("href"))}</Link>;
    case "link": {
      const links = Object.fromEntries(["url", "pc_url", "ios_url", "android_url"].map((key) => [key, get(key)]));
      return (
        <Link href={linkFor(links, view.device)}>
          {get("icon") && <span class="icon-inline"><Glyph name={glyphFor(get("icon"))} size={14} /></span>}
          {inner}
        </Link>
      );
    }
    case "raw":
      return <>{visible(token.text)}</>;
    case "number_tag":
      return <NumberTag token={token} />;
    case "at":
      return <Mention ids={(get("ids") || get("id") || get("email")).split(",")} fallback={token.text} />;
    case "person":
      return <PersonChip id={get("id")} capsule={get("style") === "capsule"} showName={get("show_name") !== "false"} showAvatar={get("show_avatar") !== "false"} />;
    default:
      return <LocalTime token={token} />;
  }
}

/** A coloured label; *apart* where its own colour lies behind it. */
export function Chip(props: { color: string; apart?: boolean; children: ComponentChildren }): JSX.Element {
  const { colorOf } = useReading();
  const neutral = props.color === "neutral" || !colorOf(`${props.color}-100`);
  const style = neutral ? {} : { backgroundColor: props.apart ? "" : colorOf(`${props.color}-100`)!, color: colorOf(props.color)! };
  return <span class={neutral ? "chip chip-neutral" : props.apart ? "chip chip-apart" : "chip"} style={style}>{props.children}</span>;
}

function NumberTag({ token }: { token: TagToken }): JSX.Element {
  const { view } = useCard();
  const { colorOf } = useReading();
  const get = (name: string): string => token.attributes.get(name) ?? "";
  const links = Object.fromEntries(["url", "pc_url", "ios_url", "android_url"].map((key) => [key, get(key)]));
  const style = { backgroundColor: colorOf(get("background_color")) ?? "", color: colorOf(get("font_color")) ?? "" };
  const badge = <span class="number-tag" style={style}>{visible(token.text.trim()).slice(0, 4)}</span>;
  const href = linkFor(links, view.device);
  return href ? <Link href={href}>{badge}</Link> : badge;
}

function Mention({ ids, fallback }: { ids: string[]; fallback: string }): JSX.Element {
  const { view, say } = useCard();
  const nameOf = usePersonName();
  return (
    <>
      {ids.map((id, index) => {
        const key = id.trim();
        const name = key === "all" ? say("everyone") : (nameOf(key) ?? (visible(fallback.trim()) || (key.includes("@") ? visible(key) : say("unknownUser"))));
        return <span key={index} class={key === view.viewer ? "mention mention-me" : "mention"}>@{name}</span>;
      })}
    </>
  );
}

/** A person within a line or on a line of their own. */
export function PersonChip(props: { id: string; capsule: boolean; showName: boolean; showAvatar: boolean; size?: number }): JSX.Element {
  const { say } = useCard();
  const name = usePersonName()(props.id) ?? say("unknownUser");
  const showName = props.showName || !props.showAvatar;
  return (
    <span class={props.capsule ? "person capsule" : "person"} title={showName ? undefined : name}>
      {props.showAvatar && <Avatar id={props.id} size={props.size ?? 20} />}
      {showName ? <span class="person-name">{name}</span> : <span class="sr-only">{name}</span>}
    </span>
  );
}

const TIME_FORMATS: Record<string, Intl.DateTimeFormatOptions> = {
  date_short: { month: "short", day: "numeric" },
  date: { year: "numeric", month: "long", day: "numeric" },
  week: { weekday: "long" },
  week_short: { weekday: "short" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_sec: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

function LocalTime({ token }: { token: TagToken }): JSX.Element {
  const { view } = useCard();
  const stamp = Number(token.attributes.get("millisecond") || (view.sent ?? Date.now()));
  const href = safeLink(token.attributes.get("link"));
  const text = formatTime(stamp, token.attributes.get("format_type") ?? "date_num", view.locale, view.timezone);
  return href ? <Link href={href}>{text}</Link> : <span>{text}</span>;
}

/** Write a moment as the reader's language and time zone have it. */
export function formatTime(stamp: number, format: string, locale: string, timezone: string): string {
  if (!Number.isFinite(stamp) || Math.abs(stamp) > 8.6e15) return "";
  const date = new Date(stamp);
  const language = locale.replace("_", "-");
  try {
    if (format === "timezone") {
      const parts = new Intl.DateTimeFormat("en", { timeZone: timezone, timeZoneName: "longOffset" }).formatToParts(date);
      const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
      return name === "GMT" ? "GMT+0:00" : name.replace(/([+-])0/, "$1");
    }
    if (Object.hasOwn(TIME_FORMATS, format)) return new Intl.DateTimeFormat(language, { ...TIME_FORMATS[format], timeZone: timezone }).format(date);
    return new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: timezone }).format(date);
  } catch {
    return date.toISOString();
  }
}
