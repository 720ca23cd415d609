/** Sends bytes around: what the processes of a cluster have to tell each other besides tensors. */
import * as tf from "@tensorflow/tfjs-core";
import { ClusterError } from "../errors.ts";
import { trace } from "../tracing/traced-function.ts";
import { reduced } from "./all-reduce.ts";
import type { Cluster } from "./cluster.ts";

/** How `exchangeBytes` and `exchangeTexts` send. */
export interface ExchangeOptions {
  /** How long to wait for the others, in seconds; 0 as long as they are there. @default 0 */
  readonly timeoutSeconds?: number;
}

/** Of each process at most so many bytes travel at once. */
const mostBytes = 2 ** 22;
const wordBytes = Int32Array.BYTES_PER_ELEMENT;

/**
 * Sends bytes to all processes and returns theirs, this one's own included, by task.
 *
 * Every process must call it, as often as the others do and in the same order; how many bytes each has is its own
 * affair.
 * @throws ClusterError when a peer is lost, has stopped, or does not call it in time.
 */
export async function exchangeBytes(
  cluster: Cluster,
  bytes: Uint8Array,
  { timeoutSeconds = 0 }: ExchangeOptions = {},
): Promise<Uint8Array[]> {
  const lengths = await exchange(cluster, Int32Array.of(bytes.length), timeoutSeconds);
  const all = Array.from(lengths, (length) => new Uint8Array(length));
  const longest = Math.max(...lengths);
  for (let from = 0; from < longest; from += mostBytes) {
    const width = Math.ceil(Math.min(mostBytes, longest - from) / wordBytes);
    const row = new Int32Array(width);
    new Uint8Array(row.buffer).set(bytes.subarray(from, from + width * wordBytes));
    const rows = await exchange(cluster, row, timeoutSeconds);
    for (const [task, whole] of all.entries()) {
      const words = rows.subarray(task * width, (task + 1) * width);
      const left = Math.min(whole.length - from, words.byteLength);
      if (left > 0) whole.set(new Uint8Array(words.buffer, words.byteOffset, left), from);
    }
  }
  return all;
}

/** Every process's row of numbers, which are equally long: each adds its own to zeros. */
async function exchange(cluster: Cluster, row: Int32Array, timeoutSeconds: number): Promise<Int32Array> {
  const rows = new Int32Array(cluster.size * row.length);
  rows.set(row, cluster.task * row.length);
  const add = trace((own: tf.Tensor) => reduced(cluster, own, "int32", timeoutSeconds), { name: "exchangeBytes" });
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
