/** Which program runs a side. */
import { nodeProgram, type Program, pythonProgram } from "../processes/program.ts";
import { type Side, type SideName, sides } from "../terms/cases.ts";

interface PythonProgram {
  readonly file: string;
  /** What its Python must have, in words. */
  readonly needs: string;
}

/** The program of each runner that has one in Python; all others run in Node, in side-process.ts. */
const pythonPrograms: { readonly [Runner in Side["runner"]]?: PythonProgram } = {
  pytorch: { file: "pytorch_side.py", needs: "PyTorch" },
  openvino: { file: "openvino_side.py", needs: "OpenVINO" },
};

/**
 * The program of a side; `python` is the environment of the sides that run in Python.
 * @throws Error when the side needs a Python and there is none.
 */
export function sideProgram(side: SideName, python: string | undefined): Program {
  const own = pythonPrograms[sides[side].runner];
  return own === undefined
    ? nodeProgram("sides/side-process")
    : pythonProgram(own.file, { side, python, needs: own.needs });
}
