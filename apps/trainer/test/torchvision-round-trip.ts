/** What torchvision finds with the weights of a run, on images as the run's evaluation makes them. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { BatchLoader, type BoxDataset } from "@tresnet/data";
import { detectorVariants } from "@tresnet/detection";
import { pythonWithPycocotools, pythonWithTimm } from "@tresnet/vitest";
import { variants } from "@tresnet/zoo";
import { z } from "zod";
import type { DetectedImage } from "../src/detection/found-objects.ts";
import { evalBoxesTransformOf, nmsThresholdOf } from "../src/images/box-plan.ts";
import { readInfo } from "../src/run-directory/checkpoint-metadata.ts";

/** What is found on one image, in its own pixels: boxes x1, y1, x2, y2. */
export interface FoundThere {
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  /** Classes from 0. */
  readonly labels: readonly number[];
}

const answers = z.array(
  z.object({ boxes: z.array(z.array(z.number())), scores: z.array(z.number()), labels: z.array(z.int()) }),
);

/** The greatest distance, pixels, of a box of ours to the nearest one of the same image, class and score there. */
export function greatestDistance(ours: readonly DetectedImage[], theirs: readonly FoundThere[]): number {
  const distances = ours.flatMap(({ found }, image) => {
    const { boxes = [], scores = [], labels = [] } = theirs[image] ?? {};
    return found.map(({ box, label, score }) => {
      const same = boxes.filter((_, at) => labels[at] === label && Math.abs((scores[at] ?? Number.NaN) - score) < 1e-4);
      return Math.min(...same.map((other) => Math.max(...box.map((side, at) => Math.abs(side - (other[at] ?? 0))))));
    });
  });
  return distances.reduce((greatest, distance) => Math.max(greatest, distance), 0);
}

/** Runs a program of Python with a request on its standard input; its last line is the answer, JSON. */
async function ask(python: string, script: string, request: unknown): Promise<unknown> {
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify(request));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lastLine = output.trim().split("\n").at(-1) ?? "";
  if (!lastLine.startsWith("[")) throw new Error(`${script}: expected a list, got ${lastLine}\n${errors}`);
  return JSON.parse(lastLine);
}

/** Loads a checkpoint strictly into torchvision's FCOS on timm's body, and finds what is on the images of `data`. */
export async function foundByTorchvision(checkpoint: string, data: BoxDataset): Promise<readonly FoundThere[]> {
  const python = await pythonWithTimm();
  const { model: saved } = await readInfo(checkpoint);
  if (saved.detector === undefined) throw new Error(`${checkpoint}: expected a detector, got a classifier.`);
  const { backbone } = detectorVariants[saved.detector.name];
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-torchvision-"));
  try {
    const { pixels, sizes, originals } = await inputs(data, evalBoxesTransformOf(saved));
    const images = path.join(folder, "images.f32");
    await writeFile(images, pixels);
    const script = path.resolve(import.meta.dirname, "../../../packages/detection/test/python/torchvision_fcos.py");
    const answer = await ask(python, script, {
      file: checkpoint,
      variant: backbone === "resnet50" ? null : variants[backbone],
      images,
      sizes: sizes.map(({ height, width }) => [height, width]),
      limits: { scoreThreshold: 0.05, iouThreshold: nmsThresholdOf(saved, undefined), perImage: 100, perLevel: 1000 },
      write: null,
    });
    return answers.parse(answer).map(({ boxes, ...rest }, index) => {
      const [size, original] = [sizes[index], originals[index]];
      const x = (original?.width ?? 0) / (size?.width ?? 1);
      const y = (original?.height ?? 0) / (size?.height ?? 1);
      return { ...rest, boxes: boxes.map((sides) => sides.map((side, at) => side * (at % 2 === 0 ? x : y))) };
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The images as float32 [3, h, w] of 0 to 1, without what fills them up, one after the other. */
async function inputs(data: BoxDataset, transform: ReturnType<typeof evalBoxesTransformOf>) {
  const loader = new BatchLoader(data, { batchSize: 1, workers: 1, cache: false, transform });
  const pixels: Buffer[] = [];
  const sizes: { readonly height: number; readonly width: number }[] = [];
  const originals: typeof sizes = [];
  try {
    for await (const { images, shape, objects } of loader.epoch(0)) {
      const placement = objects?.images[0];
      if (placement === undefined) throw new Error("inputs: expected a batch of images with boxes, got others.");
      const { height, width } = placement.imageSize;
      const [, , columns, channels] = shape;
      const values = new Float32Array(channels * height * width);
      for (let at = 0; at < values.length; at++) {
        const [c, y, x] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
        values[at] =
          (images[(y * columns + x) * channels + c] ?? 0) * (transform.std[c] ?? 1) + (transform.mean[c] ?? 0);
      }
      pixels.push(Buffer.from(values.buffer));
      sizes.push({ height, width });
      originals.push(placement.originalSize);
    }
  } finally {
    await loader.close();
  }
  return { pixels: Buffer.concat(pixels), sizes, originals };
}

/** pycocotools' 12 numbers of what was found on the images of `data`. */
export async function scoredByPycocotools(data: BoxDataset, found: readonly FoundThere[]): Promise<readonly number[]> {
  const python = await pythonWithPycocotools();
  const annotations = Array.from({ length: data.length }, (_, image) => {
    const { boxes, labels, crowds, areas } = data.boxes(image);
    return Array.from(labels, (label, at) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * at, 4 * at + 4);
      return {
        image_id: image,
        category_id: label,
        bbox: [x1, y1, x2 - x1, y2 - y1],
        area: areas[at],
        iscrowd: crowds[at],
      };
    });
  }).flat();
  const detected = found.flatMap(({ boxes, scores, labels }, image) =>
    boxes.map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0], at) => ({
      image_id: image,
      category_id: labels[at],
      bbox: [x1, y1, x2 - x1, y2 - y1],
      score: scores[at],
    })),
  );
  const truth = {
    images: Array.from({ length: data.length }, (_, id) => ({ id })),
    categories: data.classNames.map((name, id) => ({ id, name })),
    annotations: annotations.map((object, at) => ({ id: at + 1, ...object })),
  };
  const script = path.join(import.meta.dirname, "python", "score_detections.py");
  return z.array(z.number()).parse(await ask(python, script, { truth, detected }));
}
