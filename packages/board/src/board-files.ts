/** The page's files. */

/**
 * Gives the page's files by their names: index.html and what it needs. All addresses are relative; the page asks its
 * server for "api/…", whose answers are the types of this package.
 */
export async function boardFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { buildAssets } = await import("./build-assets.ts");
  return new Map(await buildAssets());
}
