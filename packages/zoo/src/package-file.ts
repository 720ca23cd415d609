import { fileURLToPath } from "node:url";

/**
 * Gives the path of a file that comes with this package, from its source or from what was built of it: both are one
 * folder below.
 */
export function packageFile(folder: "labels" | "weights", name: string): string {
  return fileURLToPath(new URL(`../${folder}/${name}`, import.meta.url));
}
