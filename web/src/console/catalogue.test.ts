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

test("the first screen says nothing that is fetched later", () => {
  const reached = new Set<string>();
  const reach = (file: string): void => {
    const text = FILES[file];
    if (text === undefined || reached.has(file)) return;
    reached.add(file);
    for (const [, named] of text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?"(\.[^"]+)"/gm)) {
      const path = new URL(named as string, `http://page/${file}`).pathname.slice(1);
      for (const ending of [".ts", ".tsx"]) reach(`./${path}${ending}`);
    }
  };
  reach("./page.tsx");
  const text = [...reached].map((file) => FILES[file]).join("\n");

  expect(reached.size).toBeGreaterThan(20);
  expect(Object.keys(PARTS).filter((key) => text.includes(`"${key}"`))).toEqual([]);
});
