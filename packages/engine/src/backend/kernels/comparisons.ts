/** Compares strings: TensorFlow compares only numbers, so strings are ranked first, by code point. */
import * as tf from "@tensorflow/tfjs-core";
import { type Kernel, scoped } from "./kernel.ts";

/** Numbers the strings of `all` in sorted order; equal strings get the same number. */
function ranks(all: readonly string[]): Map<string, number> {
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return new Map([...new Set(all)].sort(byBytes).map((string, index) => [string, index]));
}

/** Makes a kernel that compares the ranks of strings. */
const ranked =
  (usual: Kernel): Kernel =>
  ({ a, b }, attributes, backend) => {
    if (a.dtype !== "string") return usual({ a, b }, attributes, backend);
    return scoped(() => {
      // A kernel gets bare tensor infos; tensors over them can be read.
      const [left, right] = [a, b].map((info) => tf.engine().makeTensorFromTensorInfo(info));
      const strings = [left, right].map((tensor) => Array.from((tensor?.dataSync() ?? []) as unknown as string[]));
      const order = ranks(strings.flat());
      const numbers = strings.map((list) => list.map((string) => order.get(string) ?? 0));
      return usual(
        { a: tf.tensor(numbers[0] ?? [], a.shape, "int32"), b: tf.tensor(numbers[1] ?? [], b.shape, "int32") },
        attributes,
        backend,
      ) as tf.Tensor;
    });
  };

/** The kernels that compare, made for strings too. */
export const comparisonKernels = { Less: ranked, LessEqual: ranked, Greater: ranked, GreaterEqual: ranked };
