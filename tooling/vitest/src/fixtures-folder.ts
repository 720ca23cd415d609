/** Where the golden values lie: beside the repository, or where TRESNET_FIXTURES points. */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder beside the repository, for what is too large for it. */
export const shared = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../../shared");

/**
 * The folder of golden values, or undefined where this clone has none beside it.
 * @throws Error when TRESNET_FIXTURES names a folder that is not there.
 */
export function fixturesFolder(given = process.env["TRESNET_FIXTURES"], beside = shared): string | undefined {
  const folder = given || path.join(beside, "fixtures");
  if (existsSync(folder)) return folder;
  if (!given) return undefined;
  throw new Error(
    `TRESNET_FIXTURES: expected the folder of golden values, got ${given}, which is not there. Correct the path, or unset it to run without them.`,
  );
}
