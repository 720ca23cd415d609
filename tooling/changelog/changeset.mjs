/**
 * `pnpm changeset …`: the command of @changesets/cli; after `version` the CHANGELOGs are written too, by theme.
 * `pnpm changeset notes` prints what `version` would write into the CHANGELOG at the root, and changes nothing.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { pendingRelease, writeChangelogs } from "./release.mjs";
import { rootSection } from "./release-notes.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const args = process.argv.slice(2);

if (args[0] === "notes") console.log(rootSection(pendingRelease(root)).trimEnd());
else process.exitCode = changeset();

function changeset() {
  // Before the command, which removes the files of the changes.
  const release = args[0] === "version" ? pendingRelease(root) : undefined;
  const bin = createRequire(path.join(root, "package.json")).resolve("@changesets/cli/bin.js");
  const env = { ...process.env, TRESNET_CHANGELOG: "by theme" };
  const { status } = spawnSync(process.execPath, [bin, ...args], { cwd: root, env, stdio: "inherit" });
  if (status === 0 && release !== undefined && release.changes.length > 0) {
    writeChangelogs(root, release);
    console.log(`CHANGELOG.md tells ${release.changes.length} changes of ${release.version}.`);
  }
  return status ?? 1;
}
