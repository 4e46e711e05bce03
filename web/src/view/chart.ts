/** The chart library, as a module that announces itself: importing it, or writing it into a page, is enough. */

import VChart, { registerMediaQuery } from "@visactor/vchart";

registerMediaQuery(); // `media` of a specification; the library leaves it out unless it is asked for

Object.assign(globalThis, { [Symbol.for("larkline.chart")]: VChart });
