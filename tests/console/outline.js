/** Give what is drawn of a card's header and of each of its components, in the order of the card: tag and outline. */
(card) => {
  const SHOWN = ["role", "type", "href", "hidden", "style", "title", "tabindex", "popover", "placeholder", "readonly", "rows"];

  const tagOf = (node) => {
    if (node.classList.contains("column")) return "column";
    return node.classList.contains("el") ? /\bel-(\w+)/.exec(node.className)[1] : "";
  };
  const oneLine = (text) => text.trim().replaceAll("\n", "⏎");
  const attribute = ({ name, value }) => (name === "style" ? `{${value.replace(/;$/, "")}}` : `[${name}="${oneLine(value)}"]`);
  const held = (node) => {
    if (node.type === "checkbox") return [node.checked ? "☑" : "☐"];
    return node.matches("input, textarea") && node.value ? [`= "${node.value}"`] : [];
  };

  const outline = (node, depth = 0) => {
    const indent = "  ".repeat(depth);
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? [`${indent}"${oneLine(node.data)}"`] : [];
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    if (depth && tagOf(node)) return [`${indent}‹${tagOf(node)}›`];
    const name = [node.localName, ...(node.getAttribute("class") ?? "").split(/\s+/).filter(Boolean)].join(".");
    const attributes = [...node.attributes].filter(
      ({ name: key, value }) => (value || key === "hidden") && (SHOWN.includes(key) || key.startsWith("aria-")) && !(key === "type" && value === "button"),
    );
    const line = [indent + name, ...attributes.map(attribute), ...held(node)].join(" ");
    // Glyphs and charts are not markup of ours.
    const within = node.localName === "svg" || node.classList.contains("chart-place") ? [] : [...node.childNodes];
    return [line, ...within.flatMap((child) => outline(child, depth + 1))];
  };

  const roots = [...card.shadowRoot.querySelectorAll(".header, .el, .column")];
  return roots.map((node) => [tagOf(node) || "header", outline(node).join("\n")]);
}
