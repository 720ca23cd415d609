import type { defineConfig, Options } from "tsup";

/** A tsup configuration for the package in the current folder; `options` override the shared ones. */
export declare function library(options?: Options): ReturnType<typeof defineConfig>;
