/**
 * Code cut into pieces to be coloured: no parser, but enough to tell comments, strings, numbers and the words of a
 * language apart in nearly all that stands in a message.
 */

export type Kind = "comment" | "key" | "name" | "number" | "string" | "word";

export interface Piece {
  text: string;
  kind: Kind | "plain";
}

/** How a family of languages writes comments, as a pattern. */
const COMMENTS = {
  slash: String.raw`(?<!:)\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)`,
  hash: String.raw`(?<![^\s;])#[^\n]*`,
  dash: String.raw`--[^\n]*|\/\*[^]*?(?:\*\/|$)`,
  percent: String.raw`%[^\n]*`,
  semicolon: String.raw`;[^\n]*`,
  quote: String.raw`'[^\n]*`,
  markup: String.raw`<!--[^]*?(?:-->|$)`,
  none: "",
};

/** The languages that the platform colours, by how they write comments. Source: docs, 富文本（Markdown）组件 (documented). */
const LANGUAGES: Record<keyof typeof COMMENTS, string> = {
  slash:
    "apex c c_sharp cpp css d dart delphi go groovy java javascript kotlin less objective_c opengl_shading_language php protobuf rust sas scala scss solidity swift thrift typescript",
  hash: "bash cmake coffee_script docker_file gherkin graphql julia makefile nginx perl powershell properties python r ruby shell toml yaml",
  dash: "ada applescript haskell lua sql",
  percent: "erlang latex matlab prolog",
  semicolon: "assembly lisp scheme",
  markup: "django html htmlbars xml",
  quote: "vbscript visual_basic",
  none: "abap apache cobol diff fortran http json markdown",
};
const FAMILIES = new Map(Object.entries(LANGUAGES).flatMap(([family, names]) => names.split(" ").map((name) => [name, family as keyof typeof COMMENTS])));
const SHORT: Record<string, string> = {
  "c#": "c_sharp", "c++": "cpp", cs: "c_sharp", docker: "docker_file", dockerfile: "docker_file", js: "javascript", jsx: "javascript", kt: "kotlin", md: "markdown",
  py: "python", rb: "ruby", rs: "rust", sh: "shell", ts: "typescript", tsx: "typescript", vb: "visual_basic", yml: "yaml", zsh: "shell",
};

const DOUBLE = String.raw`"(?:[^"\\\n]|\\.){0,400}"`;
const STRING = `${DOUBLE}|${DOUBLE.replaceAll('"', "'")}`;
const LONG_STRING = String.raw`"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|` + "`(?:[^`\\\\]|\\\\[^]){0,2000}`";
const NUMBER = String.raw`(?<![\w.]|\d:)-?(?:0[xX][\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.])`; // and not the port of an address
const KEY = String.raw`(?:${STRING})(?=\s*:)|\b[A-Za-z_][\w-]{0,60}(?=: |:\n|=[^=\s>~])`; // of an object, an argument or a variable
const WORDS =
  "abstract|as|async|await|break|case|catch|class|const|continue|def|default|defer|del|elif|else|end|enum|except|export|extends|extern|false|final|finally|fn|for|foreach|from|func|function|if|impl|implements|import|interface|lambda|let|local|match|module|mut|namespace|new|nil|null|package|pass|private|protected|pub|public|raise|return|self|static|struct|super|switch|then|this|throw|throws|trait|true|try|type|typedef|using|val|var|void|while|with|yield|None|True|False" +
  "|bool|boolean|byte|char|double|float|int|long|string|unsigned|fi|done|esac|elseif|do|in|is|not|and|or";
const SQL =
  "select|from|where|insert|into|update|delete|set|values|join|left|right|inner|outer|on|group|by|order|having|limit|offset|create|table|alter|drop|index|primary|key|distinct|union|all|and|or|not|null|as|in|like|between|is|case|when|then|else|end|begin|commit|with|desc|asc";

/** Words of which there is no doubt, where no language is named. */
const PLAIN_WORDS = "as|await|class|const|def|export|false|from|func|function|import|let|new|null|return|true|None|True|False";

const PATTERNS = new Map<string, RegExp>();

/** In these a single quote is no string's. */
const QUOTES_OTHERWISE = new Set(["rust", "lisp", "scheme", "vbscript", "visual_basic"]);
/** These have no words of their own. */
const WORDLESS = new Set(["http", "markdown", "css", "properties", "yaml", "toml"]);

function patternFor(language: string): RegExp {
  const known = PATTERNS.get(language);
  if (known) return known;
  const family = FAMILIES.get(language);
  const part = (kind: Kind, pattern: string): string[] => (pattern ? [`(?<${kind}>${pattern})`] : []);
  const words = (list: string): string => String.raw`(?<![\w.$])(?:${list})(?!\w)`;
  const parts =
    language === "diff"
      ? [...part("comment", "^@@[^\n]*"), ...part("string", String.raw`^\+[^\n]*`), ...part("number", "^-[^\n]*")]
      : [
          ...part("comment", family === undefined ? "" : COMMENTS[family]),
          ...(family === "markup" ? part("name", String.raw`<\/?[A-Za-z][\w:-]*|\/?>`) : []),
          ...part("key", KEY),
          ...part("string", family === "markup" ? `(?<==)(?:${STRING})` : QUOTES_OTHERWISE.has(language) ? DOUBLE : family === undefined ? STRING : `${LONG_STRING}|${STRING}`),
          ...part("number", NUMBER),
          ...(family === "markup" || WORDLESS.has(language) ? [] : part("word", words(language === "sql" ? SQL : family === undefined ? PLAIN_WORDS : WORDS))),
          ...(family === undefined || family === "markup" || WORDLESS.has(language) ? [] : part("name", String.raw`(?<![\w$])[A-Za-z_]\w{0,60}(?=\()|(?<!\w)@[A-Za-z]\w*`)),
        ];
  const made = new RegExp(parts.join("|"), language === "sql" ? "gi" : language === "diff" ? "gm" : "g");
  PATTERNS.set(language, made);
  return made;
}

/** Give the language that is meant by what stands behind three backticks; nothing for plain text. */
export function languageOf(name: string): string | undefined {
  const key = name.trim().toLowerCase().split(/\s/)[0]!.replaceAll("-", "_");
  const language = Object.hasOwn(SHORT, key) ? SHORT[key]! : key;
  return FAMILIES.has(language) ? language : undefined;
}

/**
 * Cut code into its pieces; together they are the code again.
 *
 * Without a language it is a snippet of an unknown one, in which nothing is a comment.
 */
export function pieces(code: string, language = ""): Piece[] {
  const cut: Piece[] = [];
  const plain = (text: string): void => void (text !== "" && cut.push({ text, kind: "plain" }));
  let at = 0;
  for (const found of code.matchAll(patternFor(language))) {
    const [kind] = Object.entries(found.groups ?? {}).find(([, text]) => text !== undefined) ?? ["plain"];
    plain(code.slice(at, found.index));
    cut.push({ text: found[0], kind: kind as Kind });
    at = found.index + found[0].length;
  }
  plain(code.slice(at));
  return cut;
}
