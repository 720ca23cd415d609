import type { defineConfig, Options } from "tsup";

/** A tsup configuration for the package in the current folder; `options` override the shared ones. */
export declare function library(options?: Options): ReturnType<typeof defineConfig>;

/**
 * The same for a package whose src/build-assets.ts bundles a page: dist has what `buildAssets` made, packed, in a chunk
 * that is loaded when needed, and no bundler.
 */
export declare function libraryWithAssets(
  buildAssets: () => Promise<Iterable<readonly [name: string, bytes: Uint8Array]>>,
): ReturnType<typeof defineConfig>;
