/** Which program runs a side. */
import { fileURLToPath } from "node:url";
import { type SideName, sides } from "./cases.ts";

/** A program and its arguments. */
export type Program = readonly [string, ...string[]];

/**
 * The program of a side; `python` is that of PyTorch's environment.
 * @throws Error when the side needs a Python and there is none.
 */
export function sideProgram(side: SideName, python: string | undefined): Program {
  if (sides[side].runner === "pytorch") {
    if (python === undefined) throw new Error(`${side}: expected a Python with PyTorch. Ask findPyTorch() first.`);
    // -u: a reply is sent when it is written.
    return [python, "-u", pythonFile("pytorch_side.py")];
  }
  return nodeProgram("side-process");
}

/** One of our programs for a side's process, which runs in Node. */
export function nodeProgram(name: "side-process" | "data/data-process" | "accuracy/accuracy-process"): Program {
  // From dist the entry is plain JavaScript; from source, in this repository's tests, tsx reads it.
  return import.meta.url.endsWith(".ts")
    ? [process.execPath, "--conditions=@tresnet/source", file(`./${name}-from-source.mjs`)]
    : [process.execPath, file(`./${name}.js`)];
}

/** The program held to some cores, such as "0,1" or "0-3": Linux's taskset does it. */
export function pinned(program: Program, cores: string | undefined): Program {
  return cores === undefined ? program : ["taskset", "--cpu-list", cores, ...program];
}

/** The path of one of our Python programs. */
export function pythonFile(name: string): string {
  return file(`../python/${name}`);
}

function file(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
