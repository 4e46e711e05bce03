/** The page itself, drawn at once and filled by the session. */
import { render } from "preact";
import { dress } from "./preferences";
import { followHistory } from "./route";
import { enter } from "./session";
import { fetchParts } from "./shell/later";
import { Shell } from "./shell/shell";

const place = document.getElementById("page");
if (place) {
  dress();
  followHistory();
  render(<Shell />, place);
  void enter().then(fetchParts);
}
