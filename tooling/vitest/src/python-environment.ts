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
  if (named) return named;
  const folder = path.join(cacheFolder(), "test-python", name);
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const finished = path.join(folder, "finished");
  await mkdir(path.dirname(folder), { recursive: true });
  await withFolderLock(`${folder}.lock`, async () => {
    if (await exists(finished)) return;
    await rm(folder, { recursive: true, force: true });
    await install(folder, python, packages);
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
  const options = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:"];
  await runs(python, ["-m", "pip", "install", ...options, ...packages]);
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
