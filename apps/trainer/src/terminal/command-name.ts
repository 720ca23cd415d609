import path from "node:path";
import { shellWord } from "../text/shell-word.ts";

/**
 * How the user starts this command: `tresnet` where npm installed it, `node apps/trainer/dist/cli.js` in a clone.
 *
 * `script` is the file that Node runs, `folder` where the user is.
 */
export function commandName(script = process.argv[1] ?? "", folder = process.cwd()): string {
  const isBuilt = path.basename(script) === "cli.js";
  const isInstalled = script.split(path.sep).includes("node_modules");
  if (!isBuilt || isInstalled) return "tresnet";
  const relative = path.relative(folder, script);
  const shown = relative.startsWith("..") ? script : relative;
  return `node ${shellWord(shown)}`;
}
