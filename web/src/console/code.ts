/** Code cut into pieces to be coloured: no parser, but enough for JSON and for the languages of the snippets. */

export interface Piece {
  text: string;
  kind: "key" | "string" | "number" | "word" | "plain";
}

const STRING = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`;
const WORDS = "as|await|class|const|def|export|false|from|func|function|import|let|new|null|return|true|None|True|False";
const PIECE = new RegExp(
  [
    `(?<key>(?:${STRING})(?=\\s*:)|\\b[A-Za-z_]\\w*(?=: |=[^=\\s]))`, // of an object, an argument or a variable
    `(?<string>${STRING})`,
    String.raw`(?<number>(?<![\w.]|\d:)-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.]))`, // and not the port of an address
    `(?<word>(?<![\\w.])(?:${WORDS})(?!\\w))`,
  ].join("|"),
  "g",
);

/** Cut code into its pieces; together they are the code again. */
export function pieces(code: string): Piece[] {
  const cut: Piece[] = [];
  const plain = (text: string): void => void (text !== "" && cut.push({ text, kind: "plain" }));
  let at = 0;
  for (const found of code.matchAll(PIECE)) {
    const kind = (["key", "string", "number", "word"] as const).find((name) => found.groups?.[name] !== undefined);
    plain(code.slice(at, found.index));
    cut.push({ text: found[0], kind: kind ?? "plain" });
    at = found.index + found[0].length;
  }
  plain(code.slice(at));
  return cut;
}
