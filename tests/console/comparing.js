{
  /** Give of each place where its blocks begin and how wide they are, and the texts in their order. */
  layout(places, blocks) {
    const texts = (node) =>
      [...node.childNodes].flatMap((child) => {
        if (child.nodeType === Node.ELEMENT_NODE) return texts(child.shadowRoot ?? child);
        return child.nodeType === Node.TEXT_NODE && child.data.trim() && child.parentElement?.checkVisibility()
          ? [`text ${child.data.trim()}`]
          : [];
      });
    return [...document.querySelectorAll(places)].flatMap((place, number) => {
      const root = place.shadowRoot ?? place;
      const boxes = [...root.querySelectorAll(blocks)].filter((node) => node.checkVisibility()).map((node) => {
        const { x, width } = node.getBoundingClientRect();
        return `box ${[...node.classList].slice(0, 2).join(".")} ${Math.round(x)} ${Math.round(width)}`;
      });
      return [`${place.localName.replace("feishu-", "")} ${number}`, ...boxes, ...texts(root)];
    });
  },

  /** Tell apart browsers that write the same text differently: a sum over some of it, drawn. */
  fonts() {
    const pen = new OffscreenCanvas(400, 80).getContext("2d");
    const family = getComputedStyle(document.querySelector("feishu-card")).fontFamily;
    pen.font = `14px ${family}`;
    pen.fillText("Ag 处理中 1,204 ✕ …", 4, 30);
    pen.font = `600 16px ${family}`;
    pen.fillText("Ag 请假申请 #2048", 4, 60);
    return pen.getImageData(0, 0, 400, 80).data.reduce((sum, part) => (sum * 31 + part) >>> 0, 7).toString(16);
  },

  /** Give the part of the pixels of two pictures that differ by more than a shade; all when their sizes differ. */
  async difference(...pictures) {
    const [one, other] = await Promise.all(
      pictures.map(async (picture) => {
        const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        pen.drawImage(bitmap, 0, 0);
        return pen.getImageData(0, 0, bitmap.width, bitmap.height);
      }),
    );
    if (one.width !== other.width || one.height !== other.height) return 1;
    let different = 0;
    for (let at = 0; at < one.data.length; at += 4) {
      different += [0, 1, 2].some((channel) => Math.abs(one.data[at + channel] - other.data[at + channel]) > 24);
    }
    return different / (one.width * one.height);
  },
}
