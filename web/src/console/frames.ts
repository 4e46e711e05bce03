/** When the browser draws. */

/** Run something before the next frame is drawn, or soon where none is drawn. */
export function beforeFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}

/** Wait until a frame was drawn. */
export function nextFrame(): Promise<void> {
  return new Promise((done) => beforeFrame(() => setTimeout(done)));
}
