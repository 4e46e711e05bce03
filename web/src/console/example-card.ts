/** A small card to begin with. */
import type { Json } from "./types";

export const EXAMPLE_CARD: { [key: string]: Json } = {
  schema: "2.0",
  header: { template: "blue", title: { tag: "plain_text", content: "订单 A-1001", i18n_content: { en_us: "Order A-1001" } } },
  body: {
    elements: [
      {
        tag: "markdown",
        content: "**金额** ¥128\n**状态** <font color='orange'>待审批</font>",
        i18n_content: { en_us: "**Amount** ¥128\n**State** <font color='orange'>to be approved</font>" },
      },
      {
        tag: "button",
        type: "primary",
        text: { tag: "plain_text", content: "同意", i18n_content: { en_us: "Approve" } },
        behaviors: [{ type: "callback", value: { order: "A-1001" } }],
      },
    ],
  },
};
