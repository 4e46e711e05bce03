/**
 * Build everything into one directory: `node build.mjs DIRECTORY`.
 *
 *   index.html, assets/   the console page
 *   card/view.js          one card, to be written into a single file together with its JSON
 *   card/chart.js         the chart library; loaded, or written into that file, only for a card with a chart
 *   licenses.txt          of the packages that the above contain
 */

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(root, "dist"));
const bundled = new Set();

/** Notes which packages a bundle contains, for their licenses. */
const noticing = {
  name: "noticing",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      for (const id of chunk.type === "chunk" ? chunk.moduleIds : []) {
        const found = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id.replaceAll("\\", "/").replace(/^\0/, ""));
        if (found) bundled.add(found[1]);
      }
    }
  },
};

/** Writes the script with the first questions into the document, before everything that the document waits for. */
const starting = {
  name: "starting",
  transformIndexHtml: {
    order: "pre",
    async handler() {
      const lib = { entry: join(root, "src/console/start.ts"), formats: ["iife"], name: "start" };
      const [{ output }] = await build({ ...base, plugins: [], build: { write: false, lib } });
      return [{ tag: "script", children: output[0].code.trim(), injectTo: "head" }];
    },
  },
};

/** Keeps the browser from painting a first frame without the page: that frame would take the time in which the page runs. */
const unpainted = {
  name: "unpainted",
  transformIndexHtml: { order: "post", handler: (html) => html.replace('<script type="module"', '$& blocking="render"') },
};

/**
 * Keeps all that the first screen needs in one script; what is imported only when it is used stays apart. The comment at
 * its head has V8 compile it whole, beside the main thread, while the page waits for its first answers.
 */
const firstScreen = {
  name: "first-screen",
  config: () => {
    let needed;
    const name = (id, modules) => {
      needed ??= reachable(join(root, "src/console/page.tsx"), modules);
      return needed.has(id) ? "page" : null;
    };
    const codeSplitting = { includeDependenciesRecursively: false, groups: [{ name, debugName: "page" }] };
    const postBanner = (chunk) => (chunk.name === "page" ? "//# allFunctionsCalledOnLoad" : "");
    return { build: { rolldownOptions: { output: { codeSplitting, postBanner } } } };
  },
};

/** Gives the modules that one needs before it runs. */
function reachable(entry, modules, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const id of modules.getModuleInfo(entry)?.importedIds ?? []) reachable(id, modules, found);
  return found;
}

const base = { root, configFile: join(root, "vite.config.ts"), logLevel: "warn", plugins: [noticing] };

async function single(entry, name) {
  const lib = { entry: join(root, entry), formats: ["es"], fileName: () => `${name}.js` };
  await build({ ...base, build: { outDir: join(out, "card"), emptyOutDir: false, lib, rolldownOptions: { output: { minify: true, codeSplitting: false } } } });
}

await build({ ...base, plugins: [noticing, starting, unpainted, firstScreen], build: { outDir: out, emptyOutDir: true } });
await single("src/view/main.ts", "view");
await single("src/view/chart.ts", "chart");

const licenses = [...bundled].sort().map((directory) => {
  const about = JSON.parse(readFileSync(join(directory, "package.json"), "utf-8"));
  const file = readdirSync(directory).find((name) => /^licen[cs]e/i.test(name));
  const text = file && existsSync(join(directory, file)) ? readFileSync(join(directory, file), "utf-8").trim() : "";
  return `${about.name} ${about.version}: ${about.license}\n\n${text}`.trim();
});
writeFileSync(join(out, "licenses.txt"), `${licenses.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
