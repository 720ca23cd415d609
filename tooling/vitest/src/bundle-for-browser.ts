/** Bundles a program for a page. */
import { build } from "esbuild";

/** Bundles a TypeScript file and what it imports, of packages' sources, into one script for browsers. */
export async function bundleForBrowser(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@tresnet/source"],
    minify: true,
    logLevel: "silent",
  });
}
