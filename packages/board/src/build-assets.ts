/** Makes the page's files out of their sources: what this module does while the package is built, its dist has done. */
import { fileURLToPath } from "node:url";
import { build } from "vite";

const page = fileURLToPath(new URL("../page", import.meta.url));

/** The page's files by their names: index.html, one script, one style sheet, an icon. */
export async function buildAssets(): Promise<ReadonlyMap<string, Uint8Array>> {
  const built = await build({
    root: page,
    base: "./",
    configFile: false,
    logLevel: "silent",
    envFile: false,
    define: { "process.env.NODE_ENV": '"production"' },
    esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "eof" },
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      assetsInlineLimit: 0, // the page's policy allows no "data:" scripts
      rollupOptions: {
        output: { entryFileNames: "board.js", assetFileNames: "[name][extname]", inlineDynamicImports: true },
      },
    },
  });
  const files = new Map<string, Uint8Array>();
  for (const output of Array.isArray(built) ? built : [built]) {
    if (!("output" in output)) continue;
    for (const file of output.output) {
      const content = file.type === "chunk" ? file.code : file.source;
      files.set(file.fileName, typeof content === "string" ? new TextEncoder().encode(content) : content);
    }
  }
  return files;
}
