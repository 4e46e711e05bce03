import { defineConfig } from "vite";
import type { Plugin } from "vite";

/** Of marked only its lexer is used. The one instance that its module makes would keep the rest of it, so that goes. */
const onlyTheLexer: Plugin = {
  name: "only-the-lexer",
  transform: {
    filter: { id: /marked\.esm\.js$/ },
    handler(code) {
      const end = code.search(/var \w+=new \w+;function \w+\(\w+,\w+\)\{return \w+\.parse\(/);
      const exported = ["Lexer", "Tokenizer"].map((name) => new RegExp(`\\w+ as ${name}\\b`).exec(code)?.[0]);
      if (end < 0 || exported.includes(undefined)) return this.error("marked is laid out differently; see how its unused half can go now");
      return `${code.slice(0, end)}export{${exported.join()}};`;
    },
  },
};

/** What every build of this folder has in common; `build.mjs` adds where it goes. */
export default defineConfig({
  base: "./",
  plugins: [onlyTheLexer],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
  },
});
