import { expect, test } from "vitest";
import { box, color, ownColors, pixels, radius, spacing } from "./values";

const none = ownColors(undefined);

test("a length is kept within its limits, and anything else is no length", () => {
  expect(pixels("12px", 0, 99)).toBe(12);
  expect(pixels("-200px", -99, 99)).toBe(-99);
  expect(pixels("5000px", 0, 99)).toBe(99);
  for (const wrong of ["12em", "calc(1px)", "1px;color:red", "url(x)", "", null, {}]) expect(pixels(wrong, 0, 99)).toBeUndefined();
});

test("a box has one, two or four lengths", () => {
  expect(box("4px 0")).toBe("4px 0px");
  expect(box("4px -12px", -99)).toBe("4px -12px");
  expect(box("1px 2px 3px")).toBeUndefined();
  expect(box("1px 2px 3px expression(x)")).toBeUndefined();
});

test("spacing words differ between the versions", () => {
  expect(spacing("large", "1.0", 8)).toBe("16px");
  expect(spacing("large", "2.0", 8)).toBe("12px");
  expect(spacing("20px", "2.0", 8)).toBe("20px");
  expect(spacing("huge", "2.0", 8)).toBe("8px");
});

test("a radius is a length or a percentage", () => {
  expect(radius("50%")).toBe("50%");
  expect(radius("8px")).toBe("8px");
  expect(radius("8px/9px")).toBeUndefined();
});

test("a colour is of the palette, declared by the card, or an rgba literal", () => {
  const own = ownColors({ color: { mine: { light_mode: "rgba(1,2,3,0.5)", dark_mode: "rgba(9,9,9,1)" }, bad: { light_mode: "red;" } } });
  expect(color("blue", "light", none)).toBe("#1456F0");
  expect(color("blue-50", "dark", none)).toBe("#152340");
  expect(color("mine", "dark", own)).toBe("rgba(9,9,9,1)");
  expect(color("rgba(255, 0, 0, .5)", "light", none)).toBe("rgba(255, 0, 0, .5)");
  for (const wrong of ["bad", "#ff0000", "url(x)", "rgba(1,2,3,1);x:y", "var(--x)", "constructor"]) expect(color(wrong, "light", own)).toBeUndefined();
});
