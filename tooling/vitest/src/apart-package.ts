/** Packages of other people that tests compare with, and that no install of this repository is to bring. */
import { execFile } from "node:child_process";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder, withFolderLock } from "../../../packages/files/src/index.ts";

/**
 * The folder of an npm package of one version, which the first test installs into the cache with the user's own npm; no
 * install script runs.
 */
export async function packageApart(name: string, version: string): Promise<string> {
  const folder = path.join(cacheFolder(), "test-node", `${name.replaceAll("/", "+")}-${version}`);
  const finished = path.join(folder, "finished");
  await mkdir(path.dirname(folder), { recursive: true });
  await withFolderLock(`${folder}.lock`, async () => {
    if (await exists(finished)) return;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true }));
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
    await promisify(execFile)("npm", ["install", ...flags, `${name}@${version}`], { cwd: folder });
    await writeFile(finished, "");
  });
  return path.join(folder, "node_modules", name);
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
