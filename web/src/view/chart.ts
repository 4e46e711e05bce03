/** The chart library, as a module that announces itself: importing it, or writing it into a page, is enough. */

import VChart from "@visactor/vchart";

Object.assign(globalThis, { [Symbol.for("larkline.chart")]: VChart });
