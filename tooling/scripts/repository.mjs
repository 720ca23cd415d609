/**
 * Where the repository lies, and whether this Node can run it. Imports only what Node itself has, as every script here.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

const oldest = { major: 20, minor: 19 };

/** True for `20.19.0` and later. @param {string} version */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

/** Ends the process with one clear sentence when Node is too old. */
export function requireNode() {
  if (isSupportedNode(process.versions.node)) return;
  console.error(
    `TResNet needs Node ${oldest.major}.${oldest.minor} or later, this is ${process.versions.node}. ` +
      `Install a newer Node (nodejs.org, or your version manager) and run the command again.`,
  );
  process.exit(1);
}
