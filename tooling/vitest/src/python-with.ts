/** A Python that tests compare with, in an environment of its own. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder, withFolderLock } from "../../../packages/files/src/index.ts";
import { notRun } from "./not-run.ts";

const runs = promisify(execFile);

/**
 * The path of a Python that has packages, pinned as in `{ pycocotools: "2.0.11" }`: what the variable names
 * (TRESNET_PYCOCOTOOLS_PYTHON), or that of an environment in the cache, which the first test makes with the user's own
 * uv, or Python and pip. Where there is neither, the running test is not run.
 */
export async function pythonWith(packages: Readonly<Record<string, string>>): Promise<string> {
  const wanted = Object.entries(packages).map(([name, version]) => `${name}==${version}`);
  const [first = ""] = Object.keys(packages);
  const named = process.env[`TRESNET_${first.toUpperCase()}_PYTHON`];
  if (named) return named;
  const folder = path.join(cacheFolder(), "test-python", wanted.join(",").replaceAll("==", "-"));
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const finished = path.join(folder, "finished");
  await withFolderLock(`${folder}.lock`, async () => {
    if (existsSync(finished)) return;
    await rm(folder, { recursive: true, force: true });
    await mkdir(path.dirname(folder), { recursive: true });
    await install(folder, python, wanted);
    await writeFile(finished, "");
  });
  return python;
}

async function install(folder: string, python: string, wanted: readonly string[]): Promise<void> {
  if (await starts("uv", ["--version"])) {
    await runs("uv", ["venv", folder]);
    await runs("uv", ["pip", "install", "--python", python, ...wanted]);
    return;
  }
  if (!(await starts("python3", ["-c", "import venv"]))) {
    return notRun(`there is neither uv nor Python to get ${wanted.join(" and ")} with`);
  }
  await runs("python3", ["-m", "venv", folder]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"];
  await runs(python, [...pip, ...wanted]);
}

function starts(program: string, options: readonly string[]): Promise<boolean> {
  return runs(program, options).then(
    () => true,
    () => false,
  );
}
