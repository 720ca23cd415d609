/** A Python with some packages, for tests that ask others' programs. */
import { execFile } from "node:child_process";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder, withFolderLock } from "../../../packages/files/src/index.ts";
import { notRun } from "./not-run.ts";

const runs = promisify(execFile);

/**
 * The path of a Python with these packages ("onnx==1.20.0"): what the environment variable names, or that of an
 * environment `name` in the cache, which the first test makes with the user's own uv, or Python and pip. Where there is
 * neither, the running test is not run.
 */
export async function pythonEnvironment(name: string, packages: readonly string[], variable: string): Promise<string> {
  const named = process.env[variable];
  return named ? named : cached(name, (folder, python) => install(folder, python, packages));
}

/** What an environment gets. */
export interface AroundPackages {
  /** Packages, with what they need. */
  readonly packages: readonly string[];
  /** Packages without what they say they need. */
  readonly alone: readonly string[];
}

/** The path of the Python of an environment in the cache that sees the packages of another Python as well. */
export function environmentAround(base: string, name: string, { packages, alone }: AroundPackages): Promise<string> {
  return cached(name, async (folder, python) => {
    await runs(base, ["-m", "venv", "--system-site-packages", folder]);
    await runs(python, [...pip, ...packages]);
    await runs(python, [...pip, "--no-deps", ...alone]);
  });
}

const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"];

/** The Python of an environment, which is made where it is not there yet. */
async function cached(name: string, make: (folder: string, python: string) => Promise<void>): Promise<string> {
  const folder = path.join(cacheFolder(), "test-python", name);
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const finished = path.join(folder, "finished");
  await mkdir(path.dirname(folder), { recursive: true });
  await withFolderLock(`${folder}.lock`, async () => {
    if (await exists(finished)) return;
    await rm(folder, { recursive: true, force: true });
    await make(folder, python);
    await writeFile(finished, "");
  });
  return python;
}

/** The path of a Python with onnx, ONNX Runtime and OpenVINO. */
export function pythonWithOnnx(): Promise<string> {
  const packages = ["onnx==1.23.2", "onnxruntime==1.32.0", "openvino==2026.4.1"];
  return pythonEnvironment("onnx-1.23.2", packages, "TRESNET_ONNX_PYTHON");
}

/** The path of a Python with pycocotools. */
export function pythonWithPycocotools(): Promise<string> {
  return pythonEnvironment("pycocotools-2.0.11", ["pycocotools==2.0.11"], "TRESNET_PYCOCOTOOLS_PYTHON");
}

/** The path of a Python with TensorFlow 2.21 and Keras. */
export function pythonWithTensorFlow(): Promise<string> {
  // On Linux x64 the package "tensorflow" brings code for GPUs, twice the size.
  const wheel = process.platform === "linux" && process.arch === "x64" ? "tensorflow-cpu" : "tensorflow";
  return pythonEnvironment("tensorflow-2.21.0", [`${wheel}==2.21.0`], "TRESNET_TENSORFLOW_PYTHON");
}

async function install(folder: string, python: string, packages: readonly string[]): Promise<void> {
  if (await starts("uv", ["--version"])) {
    await runs("uv", ["venv", folder]);
    await runs("uv", ["pip", "install", "--python", python, ...packages]);
    return;
  }
  if (!(await starts("python3", ["-c", "import venv"])))
    notRun(`there is neither uv nor Python to get ${packages} with`);
  await runs("python3", ["-m", "venv", folder]);
  await runs(python, [...pip, ...packages]);
}

/** Whether a program ends well with these arguments. */
export function starts(program: string, options: readonly string[]): Promise<boolean> {
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
