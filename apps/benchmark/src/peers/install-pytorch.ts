/** Makes the virtual environment of the peer `pytorch`, with the user's own uv or Python. */
import { rm } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "@tresnet/files";
import type { Program } from "../processes/program.ts";
import { runProgram, showProgram } from "../processes/run-program.ts";
import { pythonOf, pytorchFolder, pytorchPackages } from "./find-pytorch.ts";

/** A way to make the environment: programs to run one after another. */
export interface InstallPlan {
  readonly name: string;
  readonly programs: readonly Program[];
}

/**
 * The ways to make an environment in `folder`, best first.
 *
 * uv finds PyTorch's own index of CPU wheels by itself, so no address is in our code. The user's index has them too on
 * macOS and on Linux arm64; on Linux x64 it gives the CUDA build, which runs on a CPU as well but is ten times as
 * large.
 */
export function installPlans(
  folder: string,
  installers: { readonly uv: boolean; readonly python: string | undefined },
) {
  const packages = Object.entries(pytorchPackages).map(([name, version]) => `${name}==${version}`);
  const python = pythonOf(folder);
  const plans: InstallPlan[] = [];
  if (installers.uv) {
    const make: Program = ["uv", "venv", "--clear", folder];
    const install: Program = ["uv", "pip", "install", "--python", python];
    plans.push({ name: "uv, CPU wheels", programs: [make, [...install, "--torch-backend", "cpu", ...packages]] });
    plans.push({ name: "uv, the user's index", programs: [make, [...install, ...packages]] });
  }
  if (installers.python !== undefined) {
    const make: Program = [installers.python, "-m", "venv", "--clear", folder];
    const install: Program = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-cache-dir"];
    plans.push({ name: "pip, the user's index", programs: [make, [...install, "--only-binary=:all:", ...packages]] });
  }
  return plans;
}

/**
 * Installs PyTorch, torchvision, timm and safetensors; does nothing when they are there.
 * @throws Error when there is neither uv nor Python, or every way fails; nothing is left behind then.
 */
export async function installPyTorch(onProgress: (line: string) => void): Promise<void> {
  const folder = pytorchFolder();
  if ((await runProgram([pythonOf(folder), "-c", "import torch, torchvision, timm, safetensors"])).exitCode === 0) {
    onProgress(`pytorch: already in ${folder}`);
    return;
  }
  const plans = installPlans(folder, { uv: await starts(["uv", "--version"]), python: await findPython() });
  if (plans.length === 0) {
    throw new Error("peers install: expected uv or python3 on PATH, found neither. Install one of them.");
  }
  await makeFolder(path.dirname(folder));
  for (const { name, programs } of plans) {
    onProgress(`pytorch: installing into ${folder} with ${name}`);
    if (await runAll(programs)) return;
    onProgress(`pytorch: ${name} failed`);
    await rm(folder, { recursive: true, force: true });
  }
  throw new Error("peers install: no way to install pytorch worked; uv's and pip's own words are above.");
}

async function runAll(programs: readonly Program[]): Promise<boolean> {
  for (const program of programs) {
    if ((await showProgram(program)).exitCode !== 0) return false;
  }
  return true;
}

async function findPython(): Promise<string | undefined> {
  for (const program of ["python3", "python"]) {
    if (await starts([program, "-c", "import venv"])) return program;
  }
  return undefined;
}

async function starts(program: Program): Promise<boolean> {
  return (await runProgram(program)).exitCode === 0;
}
