/** The training of a run once more, in torchvision: the same first weights, batches and recipe. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { scheduleOf } from "../../../../apps/trainer/src/training/optimization.ts";
import type { TaskSetup } from "../../../../apps/trainer/src/training/tasks/task.ts";
import type { Batch } from "../../../../packages/data/src/index.ts";
import { detectorVariants } from "../../../../packages/detection/src/index.ts";
import { variants } from "../../../../packages/zoo/src/index.ts";
import { pythonWithTimm } from "../../../vitest/src/timm-python.ts";

/** Where the weights lie. */
export interface TorchvisionFiles {
  /** The first weights, as `saveDetector` writes them. */
  readonly first: string;
  /** The last ones, or their average, are written here. */
  readonly trained: string;
}

/**
 * Trains torchvision's detector on the batches of a training that is set up, and gives the loss of each step.
 * @throws Error when the recipe has what the program in Python does not do, or that fails.
 */
export async function trainInTorchvision(
  setup: TaskSetup,
  { first, trained }: TorchvisionFiles,
  tell: (line: string) => void,
): Promise<readonly number[]> {
  const { options, saved, loader } = setup;
  checkRecipe(options);
  const { backbone } = detectorVariants[saved.detector?.name ?? "fcos_tresnet_s"];
  const script = path.resolve(import.meta.dirname, "../../../../apps/benchmark/python/train_detector.py");
  const child = spawn(await pythonWithTimm(), [script], { stdio: ["pipe", "pipe", "inherit"] });
  const output = text(child.stdout);
  const closed = once(child, "close");
  child.stdin.on("error", () => undefined); // of a program that has ended: its answer is missing then, which is told
  const send = async (part: string | Uint8Array) => {
    if (!child.stdin.write(part)) await Promise.race([once(child.stdin, "drain").catch(() => undefined), closed]);
  };
  const { trainNorms, weightDecay = 0.01, clipGrad = null, modelEma, modelEmaDecay } = options;
  await send(
    line({
      file: first,
      variant: backbone === "resnet50" ? null : variants[backbone],
      trainNorms,
      weightDecay,
      clipGrad,
      averageDecay: modelEma ? modelEmaDecay : null,
      output: trained,
    }),
  );
  const schedule = scheduleOf(options, loader.batchesPerEpoch);
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for await (const batch of loader.epoch(epoch)) {
      const { learningRate } = schedule(step++);
      const { header, parts } = messageOf(batch, learningRate);
      for (const part of [line(header), ...parts]) await send(part);
      loader.recycle(batch);
    }
    tell(`torchvision: epoch ${epoch + 1}/${options.epochs} sent`);
  }
  child.stdin.end();
  const losses: unknown = JSON.parse((await output).trim().split("\n").at(-1) || "null");
  if (Array.isArray(losses)) return losses.map(Number);
  throw new Error("train_detector.py: expected the losses of its steps, got none.");
}

/** What the program in Python has alone. */
function checkRecipe({ opt, gradAccum, freeze, freezeEpochs, assigner, points, boxLoss }: TaskSetup["options"]): void {
  const isKnown =
    opt === "adamw" && gradAccum === 1 && freeze === "none" && freezeEpochs === 0 && boxLoss === "torchvision";
  if (isKnown && assigner === "fcos" && points !== "centers") return;
  throw new Error(
    "train_detector.py: expected a run by adamw with torchvision's targets and losses, nothing frozen or accumulated, got another.",
  );
}

function line(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** A batch as the program reads it: crowds are nothing to learn. */
function messageOf({ images, shape, objects }: Batch, learningRate: number) {
  const kept = (objects?.images ?? []).map(({ boxes, labels, crowds }) => {
    const places = Array.from(labels.keys()).filter((place) => crowds[place] !== 1);
    return {
      boxes: places.flatMap((place) => Array.from(boxes.subarray(4 * place, 4 * place + 4))),
      labels: places.map((place) => labels[place] ?? 0),
    };
  });
  const header = { shape, counts: kept.map(({ labels }) => labels.length), learningRate };
  const boxes = Float32Array.from(kept.flatMap((image) => image.boxes));
  const labels = Int32Array.from(kept.flatMap((image) => image.labels));
  return { header, parts: [images, boxes, labels].map(bytesOf) };
}

/** Of its own memory: the loader fills that of the batch again. */
function bytesOf(values: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
}
