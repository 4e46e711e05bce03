/** Which dialogs are open; what they look like is fetched when the first one opens. */
import { Store } from "./store";
import type { Detail } from "./types";

export interface Opened {
  palette: boolean;
  help: boolean;
  /** The form for any event. */
  mock: boolean;
  /** The delivery that is changed before it is sent again. */
  replay: Detail | null;
}

export const NONE_OPEN: Opened = { palette: false, help: false, mock: false, replay: null };

export const opened = new Store<Opened>(NONE_OPEN);

export function openPalette(): void {
  opened.set({ palette: true });
}

export function showHelp(): void {
  opened.set({ help: true });
}

export function openMock(): void {
  opened.set({ mock: true });
}

export function editReplay(known: Detail): void {
  opened.set({ replay: known });
}

export function closeDialogs(): void {
  opened.set(NONE_OPEN);
}
