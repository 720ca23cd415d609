/** The programs that run beside this one, each in a process of its own. */
import { fileURLToPath } from "node:url";

/** A program and its arguments. */
export type Program = readonly [string, ...string[]];

/** True from source, in this repository's tests; what is built is plain JavaScript. */
const fromSource = import.meta.url.endsWith(".ts");

/** Where this package's entries lie: src, one folder up from here when run from source, or dist. */
const entries = new URL(fromSource ? "../" : "./", import.meta.url);

/** One of our programs for a side's process, which runs in Node: from source, tsx reads it. */
export function nodeProgram(
  name: "sides/side-process" | "sides/onnx/export-process" | "data/data-process" | "accuracy/accuracy-process",
): Program {
  return fromSource
    ? [process.execPath, "--conditions=@tresnet/source", file(`${name}-from-source.mjs`)]
    : [process.execPath, file(`${name}.js`)];
}

/** The program held to some cores, such as "0,1" or "0-3": Linux's taskset does it. */
export function pinned(program: Program, cores: string | undefined): Program {
  return cores === undefined ? program : ["taskset", "--cpu-list", cores, ...program];
}

/**
 * One of our Python programs, such as "pytorch_side.py"; `python` is the environment that has what it needs.
 * @throws Error that names `side` and what it needs, where there is no such Python.
 */
export function pythonProgram(
  name: string,
  { side, python, needs }: { readonly side: string; readonly python: string | undefined; readonly needs: string },
): Program {
  if (python === undefined) throw new Error(`${side}: expected a Python with ${needs}. Ask findPyTorch() first.`);
  // -u: a reply is sent when it is written.
  return [python, "-u", pythonFile(name)];
}

/** The folder of the pages that a browser runs. */
export function pagesFolder(): string {
  return file("../browser/");
}

/** The path of one of our Python programs. */
export function pythonFile(name: string): string {
  return file(`../python/${name}`);
}

function file(relative: string): string {
  return fileURLToPath(new URL(relative, entries));
}
