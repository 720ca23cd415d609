/** Sends texts around: how processes compare what they have. */
import * as tf from "@tensorflow/tfjs-core";
import { ClusterError } from "../errors.ts";
import { trace } from "../tracing/traced-function.ts";
import { reduced } from "./all-reduce.ts";
import type { Cluster } from "./cluster.ts";

/** How `exchangeTexts` sends. */
export interface ExchangeOptions {
  /** How long to wait for the others, in seconds; 0 as long as they are there. @default 0 */
  readonly timeoutSeconds?: number;
}

/**
 * Sends a text to all processes and returns theirs, this one's own included, by task.
 *
 * Every process must call it, as often as the others do and in the same order.
 * @throws ClusterError when a peer is lost, has stopped, or does not call it in time.
 */
export async function exchangeTexts(
  cluster: Cluster,
  text: string,
  { timeoutSeconds = 0 }: ExchangeOptions = {},
): Promise<string[]> {
  const bytes = Buffer.from(text);
  const lengths = await exchange(cluster, Int32Array.of(bytes.length), 1, timeoutSeconds);
  const longest = Math.max(1, ...lengths);
  const all = await exchange(cluster, Int32Array.from(bytes), longest, timeoutSeconds);
  return Array.from(lengths, (length, task) =>
    Buffer.from(all.subarray(task * longest, task * longest + length)).toString(),
  );
}

/** Every process's row of numbers, `width` long: each adds its own to zeros. */
async function exchange(cluster: Cluster, row: Int32Array, width: number, timeoutSeconds: number): Promise<Int32Array> {
  const rows = new Int32Array(cluster.size * width);
  rows.set(row, cluster.task * width);
  const add = trace((own: tf.Tensor) => reduced(cluster, own, "int32", timeoutSeconds), { name: "exchangeTexts" });
  const own = tf.tensor1d(rows, "int32");
  try {
    const sum = await add(own);
    const values = await sum.data();
    sum.dispose();
    return Int32Array.from(values);
  } catch (error) {
    const explained = await cluster.explain(error);
    if (explained instanceof ClusterError) throw explained;
    const [said] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new ClusterError(
      `cluster: the processes could not compare what they have: ${said} Give each a task number of its own and the same list.`,
      "mismatch",
      { cause: error },
    );
  } finally {
    own.dispose();
    add.dispose();
  }
}
