import { type Binding, bindingConstants } from "../native/binding.ts";

/** Gives a binding the shape that tfjs-node's kernels call. */
export function nodeBinding(binding: Binding) {
  return {
    ...bindingConstants,
    createTensor: binding.createTensor.bind(binding),
    deleteTensor: binding.deleteTensor.bind(binding),
    tensorDataSync: binding.tensorDataSync.bind(binding),
    executeOp: binding.executeOp.bind(binding),
    isUsingGpuDevice: () => false,
    getNumOfSavedModels: () => 0,
  };
}
