import { expect, test } from "vitest";
import { languageOf, pieces } from "./code";

function coloured(code: string, language = ""): string[] {
  return pieces(code, language).flatMap(({ kind, text }) => (kind === "plain" ? [] : [`${kind} ${text}`]));
}

const PYTHON = `@deco
def f(a: int = 3):  # note
    '''x
    y'''
    return g(None)`;
const SAMPLES: [string, string, string[]][] = [
  ["", '{"a":-1.5e3, "b": ["x\\"y", true, null]}', ['key "a"', "number -1.5e3", 'key "b"', 'string "x\\"y"', "word true", "word null"]],
  ["python", PYTHON, ["name @deco", "word def", "name f", "key a", "word int", "number 3", "comment # note", "string '''x\n    y'''", "word return", "name g", "word None"]],
  ["go", 'func main() { // http://a.test\n\ts := "http://b.test"; for i := 0x1F; true; {} }', ["word func", "name main", "comment // http://a.test", 'string "http://b.test"', "word for", "number 0x1F", "word true"]],
  ["java", "/* a\n b */ new A('c').d", ["comment /* a\n b */", "word new", "name A", "string 'c'"]],
  ["javascript", "const t = `a ${b}\n c`;", ["word const", "string `a ${b}\n c`"]],
  ["rust", "fn f<'a>(x: &'a str) -> u32 { 1 }", ["word fn", "key x", "number 1"]],
  ["sql", "SELECT id FROM users WHERE age > 18 -- old", ["word SELECT", "word FROM", "word WHERE", "number 18", "comment -- old"]],
  ["shell", 'export A=1; echo "$A" | grep -v a#b # end', ["word export", "key A", "number 1", 'string "$A"', "comment # end"]],
  ["html", "<a href='x'>don't, isn't</a><!-- c -->", ["name <a", "key href", "string 'x'", "name >", "name </a", "name >", "comment <!-- c -->"]],
  ["yaml", "key: value # c\nlist:\n  - 1", ["key key", "comment # c", "key list", "number 1"]],
  ["diff", "@@ -1 +1 @@\n-old\n+new\n same", ["comment @@ -1 +1 @@", "number -old", "string +new"]],
  ["vbscript", "Dim a ' note", ["comment ' note"]],
  ["markdown", "this is not a word", []],
];

test.each(SAMPLES)("code in “%s” is told apart", (language, code, expected) => {
  expect(coloured(code, language)).toEqual(expected);
});

test("languages are known by the platform's names in any case, and by what people write", () => {
  const known = ["Go", "C_Sharp", "c#", "objective-c", "js", "YML", "python title=x"];
  expect(known.map(languageOf)).toEqual(["go", "c_sharp", "c_sharp", "objective_c", "javascript", "yaml", "python"]);
  expect(["", "plain_text", "brainfuck", "constructor"].map(languageOf)).toEqual([undefined, undefined, undefined, undefined]);
});

const LANGUAGES = ["", "python", "go", "html", "sql", "diff", "rust"];

test("nothing is lost or added, whatever the code is", () => {
  const odd = ["", '"', "'\n\"", '{"a": "unfinished', "a=b==c", "\\", "1.2.3", '"\\\'', "/* open", '"""open', "`open", "<!-- open", "<a href='"];
  for (const code of odd) for (const language of LANGUAGES) expect(pieces(code, language).map(({ text }) => text).join("")).toBe(code);
});

test("a card full of quotes and comments is read like any other", () => {
  const marks = ['"', "'", '\\"', "/*", "`", '"""', "<!--", "a=", "--", "# ", "a-", "-1"];
  for (const mark of marks) for (const language of ["go", "html"]) expect(pieces(mark.repeat(10_000 / mark.length), language).length).toBeGreaterThan(0);
});
