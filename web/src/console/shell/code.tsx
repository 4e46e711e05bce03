/** Code in colours. */
import { pieces } from "../../card/code";

export function Code({ text }: { text: string }) {
  return (
    <code>
      {pieces(text).map(({ text: piece, kind }, index) => (kind === "plain" ? piece : <span key={index} class={`code-${kind}`}>{piece}</span>))}
    </code>
  );
}
