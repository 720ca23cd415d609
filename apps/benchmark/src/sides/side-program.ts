/** Which program runs a side. */
import { nodeProgram, type Program, pythonFile } from "../processes/program.ts";
import { type SideName, sides } from "../terms/cases.ts";

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
  return nodeProgram("sides/side-process");
}
