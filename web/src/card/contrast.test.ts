/// <reference types="node" />
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HUES, shade } from "./palette";
import type { Theme } from "./palette";

const LEAST = 4.5;
const THEMES: Theme[] = ["light", "dark"];
const css = readFileSync(new URL("./card.css", import.meta.url), "utf-8");

/** How bright a colour such as `#1456f0` or `#fff` looks, from 0 to 1 (WCAG 2, relative luminance). */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : hex.slice(1).match(/../g)!;
  const [red, green, blue] = digits.map((pair) => Number.parseInt(pair, 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/** A colour of the style sheet, such as `ink`, in a theme; what the dark one does not say anew is as in the light one. */
function token(name: string, theme: Theme): string {
  const [light, dark] = [...css.matchAll(new RegExp(`--${name}: (#[\\da-f]+)`, "g"))].map(([, color]) => color!);
  return theme === "dark" ? (dark ?? light!) : light!;
}

function poor(pairs: [string, string, string][]): string[] {
  return pairs.filter(([, ink, ground]) => contrast(ink, ground) < LEAST).map(([name, ink, ground]) => `${name}: ${ink} on ${ground} is ${contrast(ink, ground).toFixed(2)}`);
}

test("what is known about contrast is measured as WCAG has it", () => {
  expect(contrast("#000", "#ffffff")).toBe(21);
  expect(contrast("#767676", "#fff")).toBeCloseTo(4.54, 2);
});

test.each(THEMES)("titles and tags of every colour can be read on their tint and on the card, in the %s theme", (theme) => {
  const surface = token("surface", theme);
  // The platform's own sunflower is too bright for text on white, and no title or tag can have it.
  const hues = Object.keys(HUES).filter((hue) => hue !== "sunflower");
  const pairs = hues.flatMap((hue): [string, string, string][] => [
    [`title or tag in ${hue}`, shade(hue, theme)!, shade(`${hue}-100`, theme)!],
    [`text in ${hue}`, shade(hue, theme)!, surface],
    [`tag on a title of its own colour, ${hue}`, shade(hue, theme)!, surface],
  ]);
  expect(poor(pairs)).toEqual([]);
});

test.each(THEMES)("text of the renderer itself can be read on everything it stands on, in the %s theme", (theme) => {
  const grounds = ["surface", "soft", "hover"];
  const pairs = ["ink", "ink-2", "ink-3", "blue", "red"].flatMap((ink) => grounds.map((ground): [string, string, string] => [`${ink} on ${ground}`, token(ink, theme), token(ground, theme)]));
  const filled = ["fill", "fill-hover", "red-fill", "red-fill-hover"].map((name): [string, string, string] => [`white on ${name}`, "#fff", token(name, theme)]);
  expect(poor([...pairs, ...filled, ["blue on its hover", token("blue", theme), token("blue-soft", theme)], ["red on its hover", token("red", theme), token("red-soft", theme)]])).toEqual([]);
});
