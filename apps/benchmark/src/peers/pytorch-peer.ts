/** The peers of PyTorch: they run where a Python has it. */
import type { PeerState } from "./find-pytorch.ts";
import type { Judge } from "./judge.ts";

/** Judges PyTorch's sides by what was found of it; torch.compile needs a compiler as well. */
export function judgePyTorch(found: PeerState): Judge<"pytorch"> {
  return ({ compiled }) => {
    if (!found.present) return found;
    const { python, versions, compiler } = found;
    if (!compiled) return { present: true, versions, python };
    if (compiler === null) return { present: false, reason: noCompiler };
    return { present: true, versions: { ...versions, "C++ compiler": compiler }, python };
  };
}

const noCompiler =
  "torch.compile writes C++ and needs a compiler. Install one (on Debian or Ubuntu: apt-get install g++), or name one in CXX.";
