/** The console page. */

import { render } from "preact";
import "../card/element";

const place = document.getElementById("page");
if (place) render(<h1>larkline</h1>, place);
