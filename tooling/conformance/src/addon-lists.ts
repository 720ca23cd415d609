/** Reads the two lists of what the compiled tfjs-node addon passes and fails. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));

const beside = path.resolve(here, "../../../../shared/conformance");

/**
 * Whether there are lists to compare with; true also where TRESNET_CONFORMANCE promises them, so that a wrong path
 * fails.
 */
export function hasAddonLists(): boolean {
  return Boolean(process.env.TRESNET_CONFORMANCE) || existsSync(beside);
}

/**
 * The names of the specs that the addon passes and fails.
 * @throws Error when the folder of lists is neither beside the repository nor where TRESNET_CONFORMANCE points.
 */
export function addonLists(): { passed: string[]; failed: string[] } {
  const folder = process.env.TRESNET_CONFORMANCE || beside;
  if (!existsSync(folder)) {
    throw new Error(
      `conformance: expected the addon's lists in ${folder}. Set TRESNET_CONFORMANCE to the folder that holds them.`,
    );
  }
  const lines = (file: string) => readFileSync(path.join(folder, file), "utf8").split("\n").filter(Boolean);
  return {
    passed: lines("tfjs-core-4.22-passed-by-addon.txt"),
    // A failed spec's line goes on with its first message.
    failed: lines("tfjs-core-4.22-failed-by-addon.txt").map((line) => line.split(" :: ")[0] ?? line),
  };
}
