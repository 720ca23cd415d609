/** Gives all processes of a cluster the values that task 0 has. */
import * as tf from "@tensorflow/tfjs-core";
import { runOp } from "../backend/run-op.ts";
import { ShapeError } from "../errors.ts";
import { attr } from "../native/op-attributes.ts";
import { trace } from "../tracing/traced-function.ts";
import { reduced } from "./all-reduce.ts";
import { dealToBuckets } from "./buckets.ts";
import type { Cluster } from "./cluster.ts";

const bucketElements = 4e6; // 16 MB a message

/**
 * Gives variables, float32 or int32, the values that those of task 0 have, to the bit.
 *
 * Every process must call it, with variables of the same shapes in the same order.
 * @throws ShapeError for another dtype.
 * @throws ClusterError when a peer is lost or has stopped.
 */
export async function broadcast(cluster: Cluster, variables: readonly tf.Variable[]): Promise<void> {
  const other = variables.find(({ dtype }) => dtype !== "float32" && dtype !== "int32");
  if (other !== undefined) {
    throw new ShapeError(`broadcast: expected float32 and int32, got ${other.dtype} for "${other.name}".`);
  }
  const sizes = variables.map(({ size }) => size);
  const send = trace(
    () => {
      for (const { places } of dealToBuckets(sizes, bucketElements)) {
        assign(
          cluster,
          places.flatMap((place) => variables[place] ?? []),
        );
      }
      return [];
    },
    { name: "broadcast" },
  );
  try {
    await send();
  } catch (error) {
    throw await cluster.explain(error);
  } finally {
    send.dispose();
  }
}

/** Assigns a bucket of variables what task 0 has: whole numbers add up exactly, and the others add zeros. */
function assign(cluster: Cluster, bucket: readonly tf.Variable[]): void {
  const flat = bucket.map((variable) => tf.reshape(bits(variable), [-1]));
  const own = tf.concat(flat);
  const whole = reduced(cluster, cluster.task === 0 ? own : tf.zerosLike(own), "int32");
  const parts = tf.split(
    whole,
    bucket.map(({ size }) => size),
  );
  for (const [index, variable] of bucket.entries()) {
    const part = tf.reshape(parts[index] ?? whole, variable.shape);
    variable.assign(variable.dtype === "int32" ? part : cast(part, "int32", "float32"));
  }
}

/** A variable's values as whole numbers of the same bits. */
function bits(variable: tf.Variable): tf.Tensor {
  return variable.dtype === "int32" ? variable : cast(variable, "float32", "int32");
}

function cast(x: tf.Tensor, from: "float32" | "int32", to: "float32" | "int32"): tf.Tensor {
  const [same = x] = runOp("Bitcast", [x], { T: attr.type(from), type: attr.type(to) });
  return same;
}
