/** Find commands by what is typed of them, in either language. */
import type { Command } from "./command";

/**
 * Keep the commands that contain every word, in any order; names that begin with what was typed come first. When there is
 * none, those whose name has the letters of each word in order, so that `frz clk` finds “Freeze the clock”.
 */
export function matching(all: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...all];
  const begun = words.join(" ");
  const found = all.filter((command) => words.every((word) => searched(command).includes(word)));
  if (found.length > 0) {
    const isFirst = (command: Command): boolean => names(command).some((name) => name.startsWith(begun));
    return [...found.filter(isFirst), ...found.filter((command) => !isFirst(command))];
  }
  return all.filter((command) => names(command).some((name) => words.every((word) => isScattered(word, name))));
}

function names({ name }: Command): string[] {
  return [name.zh.toLowerCase(), name.en.toLowerCase()];
}

function searched(command: Command): string {
  return [...names(command), command.hint ?? "", command.id].join("\n").toLowerCase();
}

function isScattered(word: string, name: string): boolean {
  let at = -1;
  return [...word].every((letter) => (at = name.indexOf(letter, at + 1)) >= 0);
}
