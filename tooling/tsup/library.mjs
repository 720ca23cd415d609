/** The one tsup configuration: ES modules plus types, dependencies left to the installer. Plain JavaScript: tsup imports it as it stands. */
import { defineConfig } from "tsup";

/** A tsup configuration for the package in the current folder; `options` override the shared ones. */
export function library(options = {}) {
  return defineConfig({
    entry: ["src/index.ts"],
    format: "esm",
    target: "node20",
    platform: "node",
    dts: true,
    clean: true,
    sourcemap: true,
    splitting: true,
    treeshake: true,
    silent: true,
    ...options,
  });
}
