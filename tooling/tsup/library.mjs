/** The one tsup configuration: ES modules plus types, dependencies left to the installer. Plain JavaScript: tsup imports it as it stands. */
import { defineConfig } from "tsup";
import { writeDeclarations } from "./declarations.mjs";

/** Turbo writes all packages' types in a task of its own beside; a package that is built alone writes its types itself. */
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
    onSuccess: async () => (isPartOfTurbo ? undefined : writeDeclarations([process.cwd()])),
    ...options,
  });
}
