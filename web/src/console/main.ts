/** The console page: asks for what it begins with, and fetches its script meanwhile. */
import "./start";
import "./style/tokens.css";
import "./style/shell.css";
import "./style/chat.css";
import "./style/inspector.css";
import "./style/panes.css";

void import("./page");
