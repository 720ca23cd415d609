/** What the processes of the cluster tests run: they join, and do what the argument says. Each line printed is JSON. */
import { setTimeout as sleep } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs-core";
import {
  allReduce,
  broadcast,
  type Cluster,
  exchangeBytes,
  exchangeTexts,
  joinCluster,
  trace,
  useTensorFlow,
} from "../../src/index.ts";

interface Given {
  readonly action: "join" | "loop" | "sums" | "throw";
  readonly peers: readonly string[];
  readonly task: number;
  readonly timeoutMs?: number;
  readonly bindAddress?: string;
  readonly lostAfterMs?: number;
}

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const { action, ...place }: Given = JSON.parse(process.argv[2] ?? "{}");

/** Adds a tensor of this process to those of the others, in steps without an end, until something fails. */
async function loop(cluster: Cluster, failAt: number): Promise<never> {
  const add = trace((x: tf.Tensor1D) => allReduce(cluster, [x]), { name: "loop" });
  const x = tf.fill<tf.Rank.R1>([200_000], cluster.task);
  for (let step = 0; ; step++) {
    if (step === failAt) throw new Error("out of paper");
    const [sum] = await add(x);
    say({ step, sum: sum?.dataSync()[0] });
    sum?.dispose();
    await sleep(20);
  }
}

/** What all kinds of sums give, and texts of different lengths. */
async function sums(cluster: Cluster): Promise<object> {
  const { task } = cluster;
  const pair = [tf.tensor1d([task, 10]), tf.fill([2, 3], task + 1)] as const;
  const share = tf.scalar(task + 1);
  const calls = [
    trace((a: tf.Tensor, b: tf.Tensor) => allReduce(cluster, [a, b]), { name: "sum" }),
    trace((a: tf.Tensor, b: tf.Tensor) => allReduce(cluster, [a, b], { bucketElements: 1, format: "bfloat16" })),
    trace((a: tf.Tensor, b: tf.Tensor) => allReduce(cluster, [a, b], { operation: "mean" }), { name: "mean" }),
    trace((a: tf.Tensor, b: tf.Tensor) => allReduce(cluster, [a, b], { operation: "mean", weight: share }), {
      name: "weighted",
    }),
  ];
  const values: number[][][] = [];
  for (const call of calls) values.push((await call(...pair)).map((tensor) => [...tensor.dataSync()]));
  const weights = [tf.tensor1d([task === 0 ? -0 : 5, task, Number.NaN]), tf.scalar(task + 7, "int32")];
  const variables = weights.map((weight) => tf.variable(weight));
  await broadcast(cluster, variables);
  const sent = variables.map((variable) => [...variable.dataSync()].map(String));
  const negative = Object.is(variables[0]?.dataSync()[0], -0);
  const long = new Uint8Array(task * 3_000_001).map((_, place) => place + task); // more than travels at once
  const bytes = (await exchangeBytes(cluster, long)).map((own, from) => {
    return [own.length, own.every((byte, place) => byte === ((place + from) & 255))];
  });
  return { values, sent, negative, bytes, texts: await exchangeTexts(cluster, "é".repeat(task)) };
}

await useTensorFlow({ device: "cpu", threads: { interOp: 2, intraOp: 1 } });
let cluster: Cluster | undefined;
try {
  cluster = await joinCluster({ ...place, onWaiting: (missing) => say({ missing }) });
  say({ joined: cluster.size });
  if (action === "sums") say(await sums(cluster));
  if (action === "loop") await loop(cluster, Number.POSITIVE_INFINITY);
  if (action === "throw") await loop(cluster, 3);
  await cluster.leave();
  say({ left: true });
} catch (error) {
  const explained = (await cluster?.explain(error)) ?? error;
  const { name, message, failure } = explained as Error & { failure?: string };
  say({ error: name, failure, message });
  process.exit(1);
}
