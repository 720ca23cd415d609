/**
 * Gathers without reading the indices: TensorFlow checks them, and in a function that is being traced they have no
 * values yet.
 */
import * as tf from "@tensorflow/tfjs-core";
import { TensorFlowError } from "../../errors.ts";
import { attr } from "../../native/op-attributes.ts";
import { currentBackend } from "../current-backend.ts";
import { first, type Kernel, scoped, typeOf } from "./kernel.ts";

/** The kernels by name. */
export const gatherKernels = {
  GatherV2:
    (usual) =>
    ({ x, indices }, { axis, batchDims = 0 }, backend) => {
      holdGradient();
      const [along = 0] = tf.util.parseAxisParam(axis, x.shape);
      const { isUsingGpuDevice, isRecording } = currentBackend();
      // TensorFlow's kernel for GPUs gives zeros for an index out of range: tfjs-node's reads and checks them first.
      if (isUsingGpuDevice && !isRecording) return usual({ x, indices }, { axis: along, batchDims }, backend);
      tf.backend_util.segment_util.collectGatherOpShapeInfo(x, indices, along, batchDims);
      return inWordsOfTfjs(() =>
        scoped(() =>
          first("GatherV2", [x, indices, tf.scalar(along, "int32")], {
            batch_dims: attr.int(batchDims),
            Tparams: typeOf(x),
            Tindices: typeOf(indices),
            Taxis: attr.type("int32"),
          }),
        ),
      );
    },
} satisfies Record<string, (usual: Kernel) => Kernel>;

/** Tells an index out of range as tfjs-node does, and after it as TensorFlow does, which knows the place. */
function inWordsOfTfjs<Result>(gather: () => Result): Result {
  try {
    return gather();
  } catch (error) {
    const [theirs, index, size] = /indices\S* = (-?\d+) is not in \[0, (\d+)\)/.exec(String(error)) ?? [];
    if (!(error instanceof TensorFlowError) || theirs === undefined) throw error;
    const message = `GatherV2: the index value ${index} is not in [0, ${Number(size) - 1}] (${theirs})`;
    throw new TensorFlowError(message, error.code, { cause: error });
  }
}

/**
 * The gradient of a gather, for any number of batch dimensions: tfjs's own knows 0 and 1 of them.
 *
 * x [batch…, outer…, k, inner…], indices [batch…, index…], dy [batch…, outer…, index…, inner…].
 */
const gatherGradient: tf.GradConfig = {
  kernelName: "GatherV2",
  inputsToSave: ["x", "indices"],
  gradFunc: (dy, saved, attributes) => {
    const [x, indices] = saved;
    if (x === undefined || indices === undefined || Array.isArray(dy)) throw new Error("GatherV2: nothing was saved.");
    return { x: () => scatterSum(dy, x.shape, indices, attributes), indices: () => indices };
  },
};

/** Puts our gradient in the place of tfjs's, which every copy of tfjs-layers that is loaded registers again. */
function holdGradient(): void {
  const { kernelName } = gatherGradient;
  const registered = tf.getGradient(kernelName);
  if (registered === gatherGradient) return;
  if (registered !== undefined) tf.unregisterGradient(kernelName);
  tf.registerGradient(gatherGradient);
}

function scatterSum(dy: tf.Tensor, shape: readonly number[], indices: tf.Tensor, attributes: tf.NamedAttrMap) {
  const [axis = 0] = tf.util.parseAxisParam(Number(attributes.axis), [...shape]);
  const given = Number(attributes.batchDims ?? 0);
  const batchDims = given < 0 ? given + indices.rank : given;
  const batch = shape.slice(0, batchDims);
  const outer = shape.slice(batchDims, axis);
  const inner = shape.slice(axis + 1);
  const [k, batches, index] = [shape[axis] ?? 0, tf.util.sizeFromShape(batch), indices.shape.slice(batchDims)];
  const rows = tf.util.sizeFromShape(index);
  const columns = tf.util.sizeFromShape([...outer, ...inner]);
  const order = [...range(0, batchDims), ...range(axis, index.length), ...range(batchDims, outer.length)];
  const moved = tf.transpose(dy, [...order, ...range(axis + index.length, inner.length)]);
  const values = tf.reshape(moved, [batches * rows, columns]);
  // Each batch has k rows of its own.
  const first = tf.mul(tf.range(0, batches, 1, "int32"), tf.scalar(k, "int32")); // [batches]
  const segments = tf.add<tf.Tensor2D>(tf.reshape(indices, [batches, rows]), tf.reshape(first, [batches, 1]));
  const summed = tf.unsortedSegmentSum(values, tf.reshape(segments, [batches * rows]), batches * k);
  const byBatch = tf.reshape(summed, [...batch, k, ...outer, ...inner]);
  const back = [...range(0, batchDims), ...range(batchDims + 1, outer.length), batchDims];
  return tf.transpose(byBatch, [...back, ...range(axis + 1, inner.length)]);
}

function range(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, offset) => start + offset);
}
