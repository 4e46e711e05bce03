{
  /** Show cards side by side. */
  async show(cards, view, dark) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("body { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; align-items: start; margin: 0 }");
    document.adoptedStyleSheets = [document.adoptedStyleSheets[0], sheet];
    document.documentElement.classList.toggle("dark", dark);
    const drawn = cards.map((card) => Object.assign(document.createElement("feishu-card"), { view, card }));
    document.body.replaceChildren(...drawn);
    await document.fonts.ready;
    await new Promise(requestAnimationFrame);
  },
}
