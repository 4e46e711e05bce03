/** Which dialogs are open; what they look like is fetched when the first one opens. */
import { Store } from "./store";
import type { Detail } from "./types";

export interface Opened {
  palette: boolean;
  help: boolean;
  /** The type of the event that is mocked. */
  mock: string | null;
  /** The delivery that is changed before it is sent again. */
  replay: Detail | null;
}

export const NONE_OPEN: Opened = { palette: false, help: false, mock: null, replay: null };

export const opened = new Store<Opened>(NONE_OPEN);

export function openPalette(): void {
  opened.set({ palette: true });
}

export function showHelp(): void {
  opened.set({ help: true });
}

export function openMock(type: string): void {
  opened.set({ mock: type });
}

export function editReplay(known: Detail): void {
  opened.set({ replay: known });
}

export function closeDialogs(): void {
  opened.set(NONE_OPEN);
}
