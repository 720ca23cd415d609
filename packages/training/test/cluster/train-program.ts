/** What the processes of the cluster tests run: they train together in several ways, and print the outcome as JSON. */
import * as tf from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import { type Cluster, joinCluster, RandomGenerator, useTensorFlow } from "@tresnet/engine";
import { sgd } from "../../src/optimizers/sgd.ts";
import { createTrainStep } from "../../src/step/train-step.ts";
import { WeightAverage } from "../../src/step/weight-average.ts";
import { partOf, read, smallNet, trainSmallTask, ways } from "./small-task.ts";

type Scenario = (cluster: Cluster) => Promise<object>;

/** Three batches gathered for one step, the last of them uneven, clipped and averaged. */
async function gathered(cluster: Cluster): Promise<object> {
  const model = smallNet();
  const average = new WeightAverage(weightsOf(model), { decay: 0.5, warmup: false });
  const options = { accumulate: true, clipGradient: 0.05, average, syncBatchNorm: true, cluster };
  const step = createTrainStep({ model, optimizer: sgd(), ...options });
  const results = [];
  for (const [from, to] of [
    [0, 6],
    [6, 12],
    [12, 17],
  ] as const) {
    const { images, labels, counted } = partOf(from, to, cluster.task, cluster.size);
    results.push(
      to === 17
        ? await step.run(images, labels, 0.1, 0.9, { counted })
        : await step.gather(images, labels, { counted }),
    );
  }
  return { results, state: read(step.state()) };
}

/** A step with dropout, all processes on the same images, each with its own seed. */
async function dropped(cluster: Cluster): Promise<object> {
  const random = new RandomGenerator(cluster.task);
  const step = createTrainStep({ model: smallNet(), optimizer: sgd(), random, cluster });
  const { images, labels } = partOf(0, 6, 0, 1);
  const { loss } = await step.run(images, labels, 0.1);
  const { random: _, ...same } = read(step.state());
  return { loss, state: same, random: read(step.state()).random };
}

/** A batch with NaN in one process, and a good one after it. */
async function notFinite(cluster: Cluster): Promise<object> {
  const step = createTrainStep({ model: smallNet(), optimizer: sgd(), cluster });
  const { images, labels } = partOf(0, 6, cluster.task, cluster.size);
  const broken = cluster.task === 1 ? tf.fill<tf.Rank.R4>(images.shape, Number.NaN) : images;
  const before = JSON.stringify(read(step.state()));
  const error = await step.run(broken, labels, 0.1).catch((reason: unknown) => reason);
  const unchanged = JSON.stringify(read(step.state())) === before;
  const { loss } = await step.run(images, labels, 0.1);
  return { error: error instanceof Error ? error.name : "", unchanged, loss };
}

/** A label that is no class, in one process: the end of the cluster. */
async function wrongLabel(cluster: Cluster): Promise<object> {
  const step = createTrainStep({ model: smallNet(), optimizer: sgd(), cluster });
  const { images, labels } = partOf(0, 6, cluster.task, cluster.size);
  const wrong = cluster.task === 1 ? tf.tensor1d([0, 7, 1], "int32") : labels;
  const before = JSON.stringify(read(step.state()));
  const error = await step.run(images, wrong, 0.1).catch((reason: unknown) => reason);
  const unchanged = JSON.stringify(read(step.state())) === before;
  return { error: String(error), unchanged };
}

/** What one process asks for is heard by all, with the images of the whole batch. */
async function asked(cluster: Cluster): Promise<object> {
  const step = createTrainStep({ model: smallNet(), optimizer: sgd(), accumulate: true, cluster });
  const { images, labels, counted } = partOf(12, 17, cluster.task, cluster.size);
  const [quiet, stopping] = [
    await step.run(images, labels, 0.1, 0.9, { counted }),
    await step.gather(images, labels, { counted, stop: cluster.task === 1 }),
  ];
  return { quiet: quiet.whole, stopping: stopping.whole };
}

const scenarios: Record<string, Scenario> = {
  own: (cluster) => trainSmallTask({ cluster }, 1),
  sync: (cluster) => trainSmallTask({ cluster, syncBatchNorm: true }),
  bfloat16: (cluster) => trainSmallTask({ cluster, syncBatchNorm: true, gradientFormat: "bfloat16" }),
  ...Object.fromEntries(
    Object.entries(ways).map(([name, way]): [string, Scenario] => [
      name,
      (cluster) => trainSmallTask({ cluster, syncBatchNorm: true }, 1, way),
    ]),
  ),
  asked,
  gathered,
  dropped,
  notFinite,
  wrongLabel,
};

const { peers, task, run }: { peers: string[]; task: number; run: string[] } = JSON.parse(process.argv[2] ?? "{}");
await useTensorFlow({ device: "cpu", threads: { interOp: 2, intraOp: 1 } });
const cluster = await joinCluster({ peers, task });
for (const name of run) {
  const outcome = await scenarios[name]?.(cluster);
  process.stdout.write(`${JSON.stringify({ [name]: outcome })}\n`);
}
await cluster.leave();
process.exit(0);
