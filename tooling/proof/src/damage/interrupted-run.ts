/** A small training that was stopped in its second epoch, for damage to be done to. */
import path from "node:path";
import { InterruptedError, train } from "../../../../apps/trainer/src/index.ts";

/** Trains into `output/experiment` until an epoch and a step of the next are done; four steps are an epoch. */
export async function interruptedRun(output: string, experiment: string, seed: number): Promise<string> {
  const stop = new AbortController();
  const settings = { model: "tresnet_s", imgSize: 16, batchSize: 128, workers: 0, epochs: 2, modelEma: true } as const;
  let steps = 0;
  await train(
    { data: "synthetic", ...settings, precision: "float32", seed, output, experiment },
    {
      signal: stop.signal,
      onEvent(event) {
        if (event.type !== "step") return;
        steps += 1;
        if (steps === 5) stop.abort();
      },
    },
  ).catch((error: unknown) => {
    if (!(error instanceof InterruptedError)) throw error;
  });
  return path.join(output, experiment);
}
