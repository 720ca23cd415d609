/** Registers the kernels that tfjs-node lacks or gets wrong, after its own. */
import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { comparisonKernels } from "./comparisons.ts";
import { dtypeKernels } from "./dtypes.ts";
import { fusedConv2d } from "./fused-conv2d.ts";
import { gatherKernels } from "./gather.ts";
import type { Kernel } from "./kernel.ts";
import { batchMatMul } from "./matrix-product.ts";
import { opKernels } from "./op-kernels.ts";
import { poolingKernels } from "./pooling.ts";
import { raggedKernels } from "./ragged.ts";
import { sparseKernels } from "./sparse.ts";

const backendName = "tensorflow";
let registered = false;

/** Registers the engine's own kernels, once for this thread's copy of tfjs-core. */
export function registerMissingKernels(): void {
  if (registered) return;
  registered = true;
  const all = [
    comparisonKernels,
    dtypeKernels,
    { BatchMatMul: batchMatMul, FusedConv2D: fusedConv2d },
    gatherKernels,
    opKernels,
    poolingKernels,
    raggedKernels,
    sparseKernels,
  ];
  for (const [kernelName, make] of all.flatMap((kernels) => Object.entries<(usual: Kernel) => Kernel>(kernels))) {
    const usual = getKernel(kernelName, backendName);
    if (usual !== undefined) unregisterKernel(kernelName, backendName);
    const kernel = make((inputs, attributes, backend) => {
      if (usual === undefined) throw new Error(`${kernelName}: TensorFlow.js has no such kernel for this backend.`);
      return usual.kernelFunc({ inputs, attrs: attributes, backend: backend as object }) as ReturnType<Kernel>;
    });
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => kernel(inputs as Parameters<Kernel>[0], attrs ?? {}, backend),
    });
  }
}
