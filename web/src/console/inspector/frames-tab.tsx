/** What went over the long connection, frame by frame and field by field. */
import { told, useLang, useSay } from "../language";
import { visible } from "../json";
import type { Detail, Frame, FrameField } from "../types";
import { Code } from "../shell/code";
import { HexView } from "./hex-view";

/** More frames than these begin folded. */
const UNFOLDED = 3;

export function FramesTab({ known }: { known: Detail }) {
  const say = useSay();
  const { frames = [], chunks = [] } = known;
  if (frames.length === 0) return <p class="empty">{say("frames.none")}</p>;
  return (
    <div class="stacked">
      {chunks.length > 1 && (
        <p class="note">{say("frames.chunks", { count: chunks.length, bytes: chunks.map(({ bytes }) => bytes).join(" + ") })}</p>
      )}
      {frames.map((frame, index) => (
        <One key={index} frame={frame} isOpen={frames.length <= UNFOLDED} />
      ))}
    </div>
  );
}

function One({ frame, isOpen }: { frame: Frame; isOpen: boolean }) {
  const lang = useLang();
  const say = useSay();
  const sum = frame.direction === "out" ? Number(headerOf(frame, "sum") ?? 1) : 1; // a reply repeats what it was given
  return (
    <details class="frame" open={isOpen}>
      <summary>
        <b>
          {say(frame.direction === "out" ? "frames.out" : "frames.in")}
          {sum > 1 && ` ${Number(headerOf(frame, "seq")) + 1} / ${sum}`}
        </b>
        <span class="faint num">
          {frame.bytes} B · +{frame.at_ms.toFixed(1)} ms
        </span>
      </summary>
      <table class="table">
        <thead>
          <tr>
            <th class="num">{say("frames.offset")}</th>
            <th>{say("frames.field")}</th>
            <th>{say("frames.value")}</th>
          </tr>
        </thead>
        <tbody>
          {frame.fields.map((field) => (
            <tr key={field.offset}>
              <td class="num faint">{field.offset}</td>
              <td>
                <span class="faint">{field.number}</span> {field.name ?? ""}
              </td>
              <td>
                <Code text={valueOf(field)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {frame.problem && (
        <>
          <p class="note bad">{told(frame, "problem", lang)}</p>
          <HexView bytes={bytesOfHex(frame.hex)} label={say("frames.field")} stop={stopOf(frame.problem)} />
        </>
      )}
    </details>
  );
}

const SHOWN = 4000;

function headerOf({ fields }: Frame, name: string): string | undefined {
  for (const { value } of fields) if (typeof value === "object" && value.key === name) return value.value;
  return undefined;
}

function valueOf({ value }: FrameField): string {
  if (typeof value === "object") return `${value.key} = ${visible(value.value)}`;
  return visible(String(value).slice(0, SHOWN));
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Find the offset that a problem names. */
function stopOf(problem: string): number {
  return Number(/at byte (\d+)/.exec(problem)?.[1] ?? 0);
}
