/**
 * The one tsup configuration: ES modules plus types, dependencies left to the installer. Plain JavaScript: tsup imports
 * it as it stands.
 */
import { gzipSync } from "node:zlib";
import { defineConfig } from "tsup";

/** @typedef {() => Promise<Iterable<readonly [string, Uint8Array]>>} BuildAssets */

/** Turbo has written the types of all packages in a task of its own; a package that is built alone writes its own. */
const isPartOfTurbo = process.env.TURBO_HASH !== undefined;

/** A tsup configuration for the package in the current folder; `options` override the shared ones. */
export function library(options = {}) {
  return defineConfig({
    entry: ["src/index.ts"],
    format: "esm",
    target: "node20",
    platform: "node",
    clean: ["!**/*.d.ts"],
    sourcemap: true,
    splitting: true,
    treeshake: true,
    silent: true,
    ...(isPartOfTurbo ? {} : { onSuccess: writeTypes }),
    ...options,
  });
}

/**
 * The same for a package whose src/build-assets.ts bundles a page: dist has what `buildAssets` made, packed, in a chunk
 * that is loaded when needed, and no bundler.
 * @param {BuildAssets} buildAssets
 */
export function libraryWithAssets(buildAssets) {
  return library({ sourcemap: false, esbuildPlugins: [{ name: "packed-assets", setup: packAssets(buildAssets) }] });
}

/**
 * @param {BuildAssets} buildAssets
 * @returns {NonNullable<import("tsup").Options["esbuildPlugins"]>[number]["setup"]}
 */
function packAssets(buildAssets) {
  return (build) =>
    build.onLoad({ filter: /[\\/]build-assets\.ts$/ }, async () => {
      const files = [...(await buildAssets())].map(([name, bytes]) => [
        name,
        gzipSync(bytes, { level: 9 }).toString("base64"),
      ]);
      return {
        contents: `import { gunzipSync } from "node:zlib";
          const files = ${JSON.stringify(files)};
          export const buildAssets = async () =>
            new Map(files.map(([name, packed]) => [name, gunzipSync(Buffer.from(packed, "base64"))]));`,
      };
    });
}

async function writeTypes() {
  const { writeDeclarations } = await import("./declarations.mjs");
  writeDeclarations([process.cwd()]);
}
