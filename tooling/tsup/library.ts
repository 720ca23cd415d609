/** The one tsup configuration: ES modules plus types, dependencies left to the installer. */
import { defineConfig, type Options } from "tsup";

/** A tsup configuration for the package in the current folder; `options` override the shared ones. */
export function library(options: Options = {}): ReturnType<typeof defineConfig> {
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
    ...options,
  });
}
