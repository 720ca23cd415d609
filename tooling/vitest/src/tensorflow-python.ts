/** The Python that tests run exported models with, on TensorFlow as its users have it. */
import { execFile } from "node:child_process";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder, withFolderLock } from "../../../packages/files/src/index.ts";
import { notRun } from "./not-run.ts";

const version = "2.21.0";
// On Linux x64 the package "tensorflow" brings code for GPUs, twice the size.
const wheel = process.platform === "linux" && process.arch === "x64" ? "tensorflow-cpu" : "tensorflow";

const runs = promisify(execFile);

/**
 * The path of a Python with TensorFlow 2.21: what TRESNET_TENSORFLOW_PYTHON names, or that of an environment in the
 * cache, which the first test makes with the user's own uv, or Python and pip. Where there is neither, the running test
 * is not run.
 */
export async function pythonWithTensorFlow(): Promise<string> {
  const named = process.env["TRESNET_TENSORFLOW_PYTHON"];
  if (named) return named;
  const folder = path.join(cacheFolder(), "test-python", `tensorflow-${version}`);
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const finished = path.join(folder, "finished");
  await withFolderLock(`${folder}.lock`, async () => {
    if (await exists(finished)) return;
    await rm(folder, { recursive: true, force: true });
    await mkdir(path.dirname(folder), { recursive: true });
    await install(folder, python);
    await writeFile(finished, "");
  });
  return python;
}

async function install(folder: string, python: string): Promise<void> {
  const wanted = `${wheel}==${version}`;
  if (await starts("uv", ["--version"])) {
    await runs("uv", ["venv", folder]);
    await runs("uv", ["pip", "install", "--python", python, wanted]);
    return;
  }
  if (!(await starts("python3", ["-c", "import venv"])))
    notRun("there is neither uv nor Python to get TensorFlow with");
  await runs("python3", ["-m", "venv", folder]);
  await runs(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:", wanted]);
}

function starts(program: string, options: readonly string[]): Promise<boolean> {
  return runs(program, options).then(
    () => true,
    () => false,
  );
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
