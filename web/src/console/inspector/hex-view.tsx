/** Bytes that are not what they should be, with the place where reading them stopped. */
import { hexLines } from "../bytes";

interface Props {
  bytes: Uint8Array;
  label: string;
  /** Offset of the byte that could not be read. */
  stop: number;
}

export function HexView({ bytes, label, stop }: Props) {
  return (
    <pre class="hex" tabIndex={0} aria-label={label}>
      {hexLines(bytes, stop).map((line) => (
        <span key={line.offset} class="hex-line">
          <span class="faint">{line.offset.toString(16).padStart(6, "0")}</span>
          {"  "}
          {line.bytes.map((byte, index) => (
            <>
              {line.offset + index === stop ? <mark>{byte}</mark> : byte}{" "}
            </>
          ))}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
