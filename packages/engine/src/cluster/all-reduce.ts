/** Adds up or averages tensors over the processes of a cluster, as ops of a traced function. */
import * as tf from "@tensorflow/tfjs-core";
import { opsInRow } from "../backend/ops-in-row.ts";
import { ShapeError } from "../errors.ts";
import type { DTypeName } from "../native/dtypes.ts";
import { attr, toOpAttributes } from "../native/op-attributes.ts";
import { nextCollective } from "../tracing/tracing-state.ts";
import { dealToBuckets } from "./buckets.ts";
import type { Cluster } from "./cluster.ts";
import { instanceKey } from "./instance-key.ts";

/** The number format in which tensors travel between processes. */
export type WireFormat = "float32" | "bfloat16";

/** How `allReduce` puts tensors together. */
export interface AllReduceOptions {
  /** Whether the result is the sum over all processes or their mean. @default "sum" */
  readonly operation?: "mean" | "sum";
  /**
   * How much this process's tensors count in the mean, 0 or more: float32 scalar, which travels with the tensors.
   * @default 1
   */
  readonly weight?: tf.Scalar;
  /** The number format on the way; bfloat16 halves the bytes, and adds up in bfloat16. @default "float32" */
  readonly format?: WireFormat;
  /**
   * How many numbers travel together at least; tensors go in the order of the list, and those of a quarter of it or
   * more alone.
   * @default 2 million, 8 MB
   */
  readonly bucketElements?: number;
}

const groupKey = 1; // one group: all processes

/**
 * Puts float32 tensors of any shape together with those of every other process: all get the same tensors, to the bit.
 *
 * Only in a traced function, which every process must call, with tensors of the same shapes in the same order. A call
 * waits for those of all others; where one of them is lost, it ends with an error, which `cluster.explain` names.
 * @throws TraceError outside of a trace, or in a frozen one.
 * @throws ShapeError for a tensor that is not float32.
 */
export function allReduce(
  cluster: Pick<Cluster, "size">,
  tensors: readonly tf.Tensor[],
  { operation = "sum", weight, format = "float32", bucketElements = 2e6 }: AllReduceOptions = {},
): tf.Tensor[] {
  const other = tensors.find(({ dtype }) => dtype !== "float32");
  if (other !== undefined) {
    throw new ShapeError(`allReduce: expected float32 tensors, got ${other.dtype} [${other.shape}]. Cast it first.`);
  }
  const weighted = operation === "mean" ? weight : undefined;
  return tf.tidy(() => {
    const divisor = operation === "sum" ? undefined : totalWeight(cluster, weighted);
    const results: tf.Tensor[] = [];
    for (const { places, sizes } of dealToBuckets(
      tensors.map(({ size }) => size),
      bucketElements,
    )) {
      const flat = places.map((place) => tf.reshape(tensors[place] ?? tf.scalar(0), [-1]));
      const own = flat.length === 1 ? (flat[0] ?? tf.scalar(0)) : tf.concat(flat); // [sum of sizes]
      const sum = reduced(cluster, weighted === undefined ? own : tf.mul(own, weighted), format);
      const whole = divisor === undefined ? sum : tf.div(sum, divisor);
      const parts = sizes.length === 1 ? [whole] : tf.split(whole, [...sizes]);
      for (const [index, place] of places.entries()) {
        results[place] = tf.reshape(parts[index] ?? whole, tensors[place]?.shape ?? []);
      }
    }
    return results;
  });
}

/** The sum of all processes' weights. */
function totalWeight(cluster: Pick<Cluster, "size">, weight: tf.Scalar | undefined): tf.Tensor {
  return weight === undefined ? tf.scalar(cluster.size) : reduced(cluster, weight, "float32");
}

/**
 * Records TensorFlow's op that adds a tensor up over all processes. Without a time limit the watch over the peers ends
 * a call that would never end.
 */
export function reduced(
  { size }: Pick<Cluster, "size">,
  x: tf.Tensor,
  wire: WireFormat | "int32",
  timeoutSeconds = 0,
): tf.Tensor {
  const name = nextCollective("allReduce");
  const held: DTypeName = wire === "int32" ? "int32" : "float32";
  const key = instanceKey(`${name} ${wire} [${x.shape}]`);
  const scalars = [size, groupKey, key].map((value) => tf.scalar(value, "int32"));
  const sum = {
    name: "CollectiveReduceV2",
    inputs: scalars,
    attributes: toOpAttributes({
      T: attr.type(wire),
      merge_op: "Add",
      final_op: "Id",
      communication_hint: "auto",
      timeout_seconds: attr.float(timeoutSeconds),
      is_stateless: false,
      Nordering_token: attr.int(0),
      max_subdivs_per_device: attr.int(-1),
    }),
  };
  return opsInRow(x, wire === held ? [sum] : [cast(held, wire), sum, cast(wire, held)]);
}

function cast(from: DTypeName, to: DTypeName) {
  return {
    name: "Cast",
    attributes: toOpAttributes({ SrcT: attr.type(from), DstT: attr.type(to), Truncate: false }),
  };
}
