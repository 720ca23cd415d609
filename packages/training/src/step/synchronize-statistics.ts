/** Averages what differs between processes that train together: running statistics, and their moving averages. */
import type * as tf from "@tensorflow/tfjs-core";
import { allReduce, type Cluster, trace } from "@tresnet/engine";
import type { State } from "./state.ts";

/**
 * Makes a function that gives all processes the mean of their values for the variables that no gradient changes, and
 * for the moving averages of these; `dispose` releases it.
 */
export function statisticsSynchronizer(cluster: Cluster, weights: State, averages: State | undefined) {
  const names = [...weights].filter(([, { trainable }]) => !trainable).map(([name]) => name);
  const variables = names.flatMap((name) => [weights.get(name) ?? [], averages?.get(name) ?? []].flat());
  const floats: readonly tf.Variable[] = variables.filter(({ dtype }) => dtype === "float32");
  const average = trace(
    () => {
      for (const [index, mean] of allReduce(cluster, floats, { operation: "mean" }).entries()) {
        floats[index]?.assign(mean);
      }
      return [];
    },
    { name: "synchronizeStatistics" },
  );
  return {
    async run(): Promise<void> {
      if (floats.length === 0) return;
      try {
        await average();
      } catch (error) {
        throw await cluster.explain(error);
      }
    },
    dispose: () => average.dispose(),
  };
}
