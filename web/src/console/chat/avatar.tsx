/** A round sign for a person or a bot: no picture is ever fetched. */

const HUES = 8;

export function Avatar({ name, bot = false, size = 32 }: { name: string; bot?: boolean; size?: number }) {
  const hue = [...name].reduce((sum, char) => sum + (char.codePointAt(0) ?? 0), 0) % HUES;
  return (
    <span class="avatar" data-hue={bot ? "bot" : hue} data-size={size} aria-hidden="true">
      {[...name][0] ?? "?"}
    </span>
  );
}
