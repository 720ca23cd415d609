/**
 * The one tsup configuration: ES modules plus types, dependencies left to the installer. Plain JavaScript: tsup imports
 * it as it stands.
 */
import { defineConfig } from "tsup";

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

async function writeTypes() {
  const { writeDeclarations } = await import("./declarations.mjs");
  writeDeclarations([process.cwd()]);
}
