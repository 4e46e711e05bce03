/** What the palette asks the emulator for when it opens, since the page does not follow it. */
import { get } from "../api";
import { listRecordings, type Recording } from "../recordings";
import type { FaultPreset } from "../types";

export interface Found {
  presets: readonly FaultPreset[];
  recordings: readonly Recording[];
}

export const NOTHING_FOUND: Found = { presets: [], recordings: [] };

export async function lookAround(): Promise<Found> {
  const [presets, recordings] = await Promise.all([
    get<{ presets: FaultPreset[] }>("/faults/kinds").then(
      (kinds) => kinds.presets,
      () => [],
    ),
    listRecordings(),
  ]);
  return { presets, recordings };
}
