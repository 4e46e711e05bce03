/** The page itself: drawn with what it begins with, or empty when that takes long, and filled by the session. */
import "./style/tokens.css";
import "./style/base.css";
import "./style/controls.css";
import "./style/shell.css";
import "./style/dialogs.css";
import "./style/chat.css";
import "./style/connect.css";
import "./style/deliveries.css";
import "./style/detail.css";
import "./style/code.css";
import "./style/timing.css";
import "./style/panes.css";
import { render } from "preact";
import { dress } from "./preferences";
import { followHistory } from "./route";
import { begun, enter } from "./session";
import { fetchParts } from "./shell/later";
import { Shell } from "./shell/shell";

/** So long, in ms, the first drawing waits: drawing twice takes longer than to wait for what is almost there. */
const PATIENCE = 150;

const waited = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const place = document.getElementById("page");
if (place) {
  dress();
  followHistory();
  const entered = enter();
  void Promise.race([begun(), waited(PATIENCE)]).then(() => {
    place.replaceChildren(); // what stood there while the script was on its way
    render(<Shell />, place);
  });
  void entered.then(fetchParts);
}
