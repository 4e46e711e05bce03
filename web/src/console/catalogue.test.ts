import { expect, test } from "vitest";
import { CATALOGUE as FIRST } from "./catalogue";
import { PARTS } from "./catalogue-parts";

const CATALOGUE = { ...FIRST, ...PARTS };

const FILES = import.meta.glob<string>(["./**/*.{ts,tsx}", "!./**/*.test.ts", "!./catalogue*.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const TEXT = Object.values(FILES).join("\n");

test("every sentence is used", () => {
  const begun = [...TEXT.matchAll(/`([a-z_.]+)\$\{/g)].map(([, start]) => start as string);
  const unused = Object.keys(CATALOGUE).filter(
    (key) => !TEXT.includes(`"${key}"`) && !begun.some((start) => key.startsWith(start)),
  );

  expect(unused).toEqual([]);
});

test("every sentence says the same in both languages", () => {
  const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  const uneven = Object.entries(CATALOGUE).filter(
    ([, { zh, en }]) => !zh.trim() || !en.trim() || holes(zh).join() !== holes(en).join(),
  );

  expect(uneven).toEqual([]);
});

test("no sentence stands in the markup itself", () => {
  const found = TEXT.match(/>\s*[A-Z][a-z]+ [a-z]+[^<{]*</g) ?? [];

  expect(found).toEqual([]);
});

/** Give the path of what a file names, without its ending. */
function pathOf(file: string, named: string): string {
  return new URL(named, `http://page/${file}`).pathname.slice(1);
}

/** Give a file and all that it needs before it runs. */
function reached(file: string, found = new Set<string>()): Set<string> {
  const text = FILES[file];
  if (text === undefined || found.has(file)) return found;
  found.add(file);
  for (const [, named] of text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?"(\.[^"]+)"/gm)) {
    for (const ending of [".ts", ".tsx"]) reached(`./${pathOf(file, named as string)}${ending}`, found);
  }
  return found;
}

function speaks(text: string): string[] {
  return Object.keys(PARTS).filter((key) => text.includes(`"${key}"`));
}

test("the first screen says nothing that is fetched later", () => {
  const files = [...reached("./page.tsx")];

  expect(files.length).toBeGreaterThan(20);
  expect(speaks(files.map((file) => FILES[file]).join("\n"))).toEqual([]);
});

test("what is fetched later brings the sentences it says", () => {
  const fetched = Object.entries(FILES).flatMap(([file, text]) =>
    [...text.matchAll(/\bimport\("(\.[^"]+)"\)/g)].map(([, named]) => `./${pathOf(file, named as string)}`),
  );
  const silent = fetched.filter((path) => {
    const text = [`${path}.ts`, `${path}.tsx`].flatMap((file) => [...reached(file)]).map((file) => FILES[file]).join("\n");
    return speaks(text).length > 0 && !/^import ".*\/catalogue-parts"/m.test(text);
  });

  expect(fetched.length).toBeGreaterThan(5);
  expect(silent).toEqual([]);
});
