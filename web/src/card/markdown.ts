/**
 * Read the platform's Markdown into tokens; nothing here makes HTML.
 *
 * Source: docs, 富文本（Markdown）组件 (documented); what JSON 1.0 leaves out is partly assumed.
 */

import type { MarkedOptions, Token, Tokens, TokenizerExtension } from "marked";
import { Lexer, Tokenizer } from "marked";

/** How much of Markdown is understood: in `lark_md`, in JSON 1.0, in JSON 2.0. */
export type Dialect = "lark_md" | "1.0" | "2.0";

/** A tag of the platform such as `<font color='red'>…</font>`. */
export interface TagToken {
  type: "tag";
  raw: string;
  name: string;
  attributes: ReadonlyMap<string, string>;
  text: string;
  tokens: Token[];
}

const TAGS = "at|font|link|text_tag|number_tag|person|local_datetime|raw|a";
const OPENING = new RegExp(`^<(${TAGS})((?:\\s+[\\w-]+(?:\\s*=\\s*(?:"[^"<>]*"|'[^'<>]*'|[^\\s"'<>]+))?)*)\\s*>`, "i");
const BEGINNING = new RegExp(`<(?:${TAGS}|br)\\b`, "i");
const ATTRIBUTE = /([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;
const ONLY_IN_2 = new Set(["number_tag", "person", "local_datetime", "link", "raw"]);
/** Deeper tags are taken as text. */
const DEEPEST = 12;

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name, double, single, bare] of text.matchAll(ATTRIBUTE)) found.set(name!.toLowerCase(), double ?? single ?? bare ?? "");
  return found;
}

/** Find where the tag ends that begins before *from*, others of its name within it counted. */
function closing(source: string, name: string, from: number): { inner: string; end: number } | undefined {
  const marks = new RegExp(`<(/?)${name}(?:\\s[^<>]*)?>`, "gi");
  marks.lastIndex = from;
  let open = 1;
  for (let mark = marks.exec(source); mark; mark = marks.exec(source)) {
    open += mark[1] ? -1 : 1;
    if (open === 0) return { inner: source.slice(from, mark.index), end: marks.lastIndex };
    if (open > DEEPEST) return undefined;
  }
  return undefined;
}

function tagExtension(dialect: Dialect): TokenizerExtension {
  let depth = 0;
  return {
    name: "tag",
    level: "inline",
    start: (source) => {
      const index = source.search(BEGINNING);
      return index < 0 ? undefined : index;
    },
    tokenizer(source) {
      const br = /^<br\s*\/?>/i.exec(source);
      if (br) return { type: "br", raw: br[0] };
      const opening = OPENING.exec(source);
      if (!opening) return undefined;
      const name = opening[1]!.toLowerCase();
      if (dialect !== "2.0" && ONLY_IN_2.has(name)) return undefined;
      const end = closing(source, name, opening[0].length);
      if (!end) return undefined;
      depth += 1;
      const tokens = name === "raw" || depth > DEEPEST ? [] : this.lexer.inlineTokens(end.inner, []);
      depth -= 1;
      return { type: "tag", raw: source.slice(0, end.end), name, attributes: attributesOf(opening[2]!), text: end.inner, tokens };
    },
  };
}

const ruleExtension: TokenizerExtension = {
  name: "rule",
  level: "block",
  start: (source) => {
    const index = source.search(/<hr\s*\/?>/i);
    return index < 0 ? undefined : index;
  },
  tokenizer(source) {
    const rule = /^ {0,3}<hr\s*\/?>[ \t]*(?:\n|$)/i.exec(source);
    return rule ? { type: "hr", raw: rule[0] } : undefined;
  },
};

/** Markdown without HTML, and without what a dialect does not have. */
class PlatformTokenizer extends Tokenizer {
  constructor(private readonly dialect: Dialect) {
    super();
  }
  override html(): undefined {
    return undefined;
  }
  override tag(): undefined {
    return undefined;
  }
  override def(): undefined {
    return undefined;
  }
  override heading(source: string): Tokens.Heading | undefined {
    return this.dialect === "2.0" ? super.heading(source) : undefined;
  }
  override lheading(): undefined {
    return undefined;
  }
  override table(source: string): Tokens.Table | undefined {
    return this.dialect === "2.0" ? super.table(source) : undefined;
  }
  override blockquote(source: string): Tokens.Blockquote | undefined {
    // Each level costs the lexer a call within a call.
    return this.dialect === "2.0" && !/^(?: {0,3}> ?){9}/.test(source) ? super.blockquote(source) : undefined;
  }
  override link(source: string): Tokens.Link | Tokens.Image | undefined {
    return this.dialect === "lark_md" && source.startsWith("!") ? undefined : super.link(source);
  }
  override codespan(source: string): Tokens.Codespan | undefined {
    return this.dialect === "2.0" ? super.codespan(source) : undefined;
  }
}

const OPTIONS = new Map<Dialect, MarkedOptions>();

/** Give how the lexer reads a dialect; each extension stands where `marked.use` would put it. */
function optionsFor(dialect: Dialect): MarkedOptions {
  const known = OPTIONS.get(dialect);
  if (known) return known;
  const inline = tagExtension(dialect);
  const block = ruleExtension;
  const extensions = { inline: [inline.tokenizer], startInline: [inline.start!], block: [block.tokenizer], startBlock: [block.start!], renderers: {}, childTokens: {} };
  const made: MarkedOptions = { gfm: true, breaks: true, tokenizer: new PlatformTokenizer(dialect), extensions };
  OPTIONS.set(dialect, made);
  return made;
}

/** Read Markdown; what makes no sense is text. */
export function readMarkdown(source: string, dialect: Dialect): Token[] {
  try {
    const lexer = new Lexer(optionsFor(dialect));
    if (dialect === "lark_md") return [{ type: "paragraph", raw: source, text: source, tokens: lexer.inlineTokens(source, []) }];
    return lexer.lex(source.replaceAll("\r\n", "\n"));
  } catch {
    return [{ type: "paragraph", raw: source, text: source, tokens: [{ type: "text", raw: source, text: source }] }];
  }
}
