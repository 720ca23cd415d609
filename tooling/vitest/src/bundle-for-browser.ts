/** Bundles a program for a page. */
import { build } from "esbuild";

/** Bundles a TypeScript file and what it imports, but for what is external, into one script for browsers. */
export async function bundleForBrowser(entry: string, outfile: string, external: string[] = []): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    external,
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@tresnet/source"],
    minify: true,
    logLevel: "silent",
  });
}
