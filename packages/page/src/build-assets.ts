/** Makes the page's files out of their sources: what this module does while the package is built, its dist has done. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The page's files by their names: index.html, style.css, icon.svg, scripts, WebAssembly. */
export async function buildAssets(): Promise<ReadonlyMap<string, Uint8Array>> {
  const scripts = await Promise.all([
    bundle(["app.ts", "predict.ts"], { format: "esm", splitting: true, chunkNames: "part-[hash]" }),
    bundle(["service-worker.ts"], { format: "iife" }),
  ]);
  const copied = ["index.html", "style.css", "icon.svg"].map((name) => at(`../page/${name}`));
  const wasm = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  copied.push(path.join(path.dirname(wasm), "tfjs-backend-wasm-simd.wasm"));
  const files = await Promise.all(copied.map(async (file) => [path.basename(file), await readFile(file)] as const));
  return new Map([...files, ...scripts.flat()]);
}

/** Bundles programs of the page, each file by its name. */
async function bundle(entries: readonly string[], options: BuildOptions): Promise<[name: string, Uint8Array][]> {
  const { outputFiles = [] } = await build({
    entryPoints: entries.map((name) => at(`browser/${name}`)),
    outdir: at("built"), // nothing is written: names are relative to it
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    target: "es2022",
    conditions: ["@tresnet/source"],
    legalComments: "eof", // the licence of TensorFlow.js asks for it
    logLevel: "silent",
    ...options,
  });
  return outputFiles.map(({ path: file, contents }) => [path.basename(file), contents]);
}
