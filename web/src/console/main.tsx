/** The console page. */
import { render } from "preact";
import { dress } from "./preferences";
import { followHistory } from "./route";
import { enter } from "./session";
import { Shell } from "./shell/shell";
import "./style/tokens.css";
import "./style/shell.css";
import "./style/chat.css";
import "./style/inspector.css";
import "./style/panes.css";

const place = document.getElementById("page");
if (place) {
  dress();
  followHistory();
  render(<Shell />, place);
  void enter();
}
