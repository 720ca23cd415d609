/** Finds the Python that runs the peers of `tresnet-bench data`. */
import { findPyTorch, type PeerState, pytorchPackages } from "../peers/find-pytorch.ts";
import { runProgram } from "../processes/run-program.ts";

const script = `import importlib.metadata as m; m.version("torchvision"); m.version("pillow")`;

/** The Python of the peer `pytorch`, if it has torchvision and Pillow as well. */
export async function findTorchvision(pytorch: PeerState | Promise<PeerState> = findPyTorch()): Promise<PeerState> {
  const found = await pytorch;
  if (!found.present) return found;
  const { exitCode } = await runProgram([found.python, "-c", script]);
  if (exitCode === 0) return found;
  const reason = `${found.python} has PyTorch, but not torchvision and Pillow. Install torchvision==${pytorchPackages.torchvision} there.`;
  return { present: false, reason };
}
