/** Sends texts around: how processes compare what they have. */
import type { Cluster } from "./cluster.ts";
import { type ExchangeOptions, exchangeBytes } from "./exchange-bytes.ts";

/**
 * Sends a text to all processes and returns theirs, this one's own included, by task.
 *
 * Every process must call it, as often as the others do and in the same order.
 * @throws ClusterError when a peer is lost, has stopped, or does not call it in time.
 */
export async function exchangeTexts(cluster: Cluster, text: string, options: ExchangeOptions = {}): Promise<string[]> {
  const all = await exchangeBytes(cluster, Buffer.from(text), options);
  return all.map((bytes) => Buffer.from(bytes).toString());
}
