/** One card on an otherwise empty page. */

import "../card/element";
