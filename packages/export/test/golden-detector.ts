/** The golden detector of fixtures/detection/detector, its images, and what torchvision finds in them. */

import { initializeWeights } from "@tresnet/blocks";
import type { Detections } from "@tresnet/boxes";
import { openTensorFile } from "@tresnet/checkpoints";
import { type DetectionLimits, Detector } from "@tresnet/detection";
import { fixturePath, readGolden, readGoldenJson } from "@tresnet/vitest";
import { loadTensors, loadWeights, TResNet, variants } from "@tresnet/zoo";
import type { ImageBatch } from "../src/index.ts";

interface GoldenConfig {
  readonly image: readonly [number, number];
  readonly classes: number;
  readonly out_channels: number;
  readonly groups: number;
  readonly convs: number;
  readonly settings: Readonly<Record<"score_threshold" | "iou_threshold" | "per_image" | "per_level", number>>;
}

const readConfig = () => readGoldenJson<GoldenConfig>("detection", "detector", "config.json");

/** The names of the golden detectors there are. @throws where there are no golden files. */
export function goldenNames(): readonly string[] {
  readConfig();
  return ["the golden detector"];
}

/** A golden detector with all that is known of it. */
export interface GoldenDetector {
  readonly detector: Detector;
  readonly images: ImageBatch;
  readonly settings: Required<DetectionLimits>;
  readonly expected: readonly Detections[];
}

/** Builds the detector, and reads images and detections. */
export async function goldenDetector(): Promise<GoldenDetector> {
  const { settings } = readConfig();
  const golden = await readGolden(fixturePath("detection", "detector", "eval.safetensors"));
  const { values, shape } = golden.get("x");
  const [n = 0, height = 0, width = 0, channels = 0] = shape;
  return {
    detector: await load(),
    images: { values: Float32Array.from(values, (value) => value / 255), shape: [n, height, width, channels] },
    settings: {
      scoreThreshold: settings.score_threshold,
      iouThreshold: settings.iou_threshold,
      perImage: settings.per_image,
      perLevel: settings.per_level,
    },
    expected: Array.from({ length: n }, (_, image) => ({
      boxes: Float32Array.from(golden.get(`${image}.boxes`).values),
      scores: Float32Array.from(golden.get(`${image}.scores`).values),
      labels: Int32Array.from(golden.get(`${image}.labels`).values),
    })),
  };
}

async function load(): Promise<Detector> {
  const { image, classes, out_channels: channels, groups, convs: convolutions } = readConfig();
  const body = readGoldenJson<{ layers: [number, number, number, number]; width_factor: number }>(
    "models",
    "v1",
    "config.json",
  );
  const net = new TResNet(
    "tiny",
    { ...variants.tresnet_m, layers: body.layers, width: body.width_factor },
    { numClasses: 1 },
  );
  await loadWeights(net, fixturePath("models", "v1", "model.safetensors"), { strict: "body" });
  const [height, width] = image;
  const preparation = { inputSize: { height, width }, mean: [0, 0, 0], std: [1, 1, 1] } as const;
  const kind = { name: "fcos_tiny", numClasses: classes, p6: "p5", assigner: "fcos", points: "corners" } as const;
  const detector = new Detector(net, { ...kind, ...preparation, channels, convolutions, groups });
  const file = await openTensorFile(fixturePath("detection", "detector", "model.safetensors"));
  await loadTensors(detector, "model.safetensors", file, { mayDiffer: /^backbone\.body\./ });
  await file.close();
  initializeWeights(detector, 0);
  return detector;
}
