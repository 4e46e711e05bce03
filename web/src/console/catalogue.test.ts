import { expect, test } from "vitest";
import { CATALOGUE } from "./catalogue";

const FILES = import.meta.glob<string>(["./**/*.{ts,tsx}", "!./**/*.test.ts", "!./catalogue.ts"], {
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
