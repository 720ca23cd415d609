/** Times the sums over all processes of a cluster, without a training around them. */
import * as tf from "@tensorflow/tfjs-core";
import { allReduce, type Cluster, trace } from "@tresnet/engine";
import type { Reduced, StartRequest } from "../terms/messages.ts";

/** Numbers in one of the tensors: with more of them than a bucket has they travel as a model's gradients do. */
const tensorElements = 500_000;

/**
 * Makes the function that adds up so many float32 numbers over all processes `count` times, after once unmeasured, in
 * the number format of the request's gradients.
 */
export function reduceTimer(cluster: Cluster, { cluster: place }: StartRequest) {
  const format = place?.gradientFormat ?? "float32";
  return async (elements: number, count: number): Promise<Omit<Reduced, "kind">> => {
    const sizes = Array.from({ length: Math.ceil(elements / tensorElements) }, (_, index) =>
      Math.min(tensorElements, elements - index * tensorElements),
    );
    const tensors = tf.tidy(() => sizes.map((size) => tf.ones<tf.Rank.R1>([size])));
    const add = trace((...each: tf.Tensor1D[]) => allReduce(cluster, each, { format }), { name: `reduce${elements}` });
    try {
      tf.dispose(await add(...tensors));
      const durationsMs: number[] = [];
      const before = process.cpuUsage();
      for (let time = 0; time < count; time++) {
        const started = performance.now();
        tf.dispose(await add(...tensors));
        durationsMs.push(performance.now() - started);
      }
      const { user, system } = process.cpuUsage(before);
      return { durationsMs, processorMs: (user + system) / 1000 };
    } finally {
      add.dispose();
      tf.dispose(tensors);
    }
  };
}
