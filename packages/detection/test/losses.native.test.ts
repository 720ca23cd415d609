/** The objective against torchvision's and mmdet's losses. */
import * as tf from "@tensorflow/tfjs-core";
import { detectionTargets, type Pyramid } from "@tresnet/boxes";
import { fcosObjective } from "@tresnet/training";
import { expectParity, fixturePath, goldenCases, readGolden, readGoldenJson } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { goldenTensor } from "./golden-detector.ts";
import { goldenObjects, targetsOf } from "./golden-targets.ts";

interface LossCase {
  readonly case: string;
  readonly foreground: readonly number[];
  readonly torchvision: Readonly<Record<"classification" | "bbox_regression" | "bbox_ctrness", number>>;
  readonly mmdet: Readonly<Record<"loss_cls" | "loss_bbox" | "loss_centerness", number>>;
}

interface LossCases {
  readonly image: readonly [number, number];
  readonly strides: readonly number[];
  readonly grids: readonly (readonly [number, number])[];
  readonly classes: number;
  readonly cases: readonly LossCase[];
}

const readCases = () => readGoldenJson<LossCases>("detection", "losses.json");
const cases = await goldenCases(() => [...readCases().cases.keys()], 0);

const partNames = ["cls_logits", "bbox_regression", "bbox_ctrness"] as const;

function pyramidOf({ image: [height, width], strides, grids }: LossCases, points: Pyramid["points"]): Pyramid {
  const levels = grids.map(([rows, columns], level) => ({ height: rows, width: columns, stride: strides[level] ?? 0 }));
  return { image: { height, width }, levels, points: points ?? "corners" };
}

test.each(cases)("case %i has torchvision's losses and gradients, and mmdet's losses", async (index) => {
  const all = readCases();
  const golden = await readGolden(fixturePath("detection", "losses.safetensors"));
  const { torchvision, mmdet, foreground } = all.cases[index] as LossCase;
  const objects = goldenObjects(golden, `fcos.${index}.`, foreground.length);
  const corners = pyramidOf(all, "corners");
  objects.forEach(({ boxes, labels }, image) => {
    expect(detectionTargets(boxes, labels, corners).foreground).toBe(foreground[image]);
  });
  tf.tidy(() => {
    const parts = partNames.map((name) => goldenTensor<tf.Rank.R3>(golden, `fcos.${index}.${name}`));
    const outputs = tf.concat(parts, 2);
    const objective = fcosObjective({ numClasses: all.classes, pyramid: corners });
    const targets = targetsOf(objects, corners);
    expect(objective.accepts(targets, foreground.length)).toBe(true);
    const lossesOf = (found: readonly tf.Scalar[] = []) => found.map((loss) => loss.dataSync()[0] ?? Number.NaN);
    const ours = lossesOf(objective.parts?.losses(outputs, targets));
    expectParity("losses", `${index} torchvision`, ours, Object.values(torchvision), 1e-4);
    const gradient = tf.grad((x: tf.Tensor) => objective.loss(tf.reshape(x, outputs.shape), targets))(outputs);
    tf.split(gradient, [all.classes, 4, 1], 2).forEach((part, at) => {
      const name = `fcos.${index}.d.${partNames[at]}`;
      expectParity("losses", name, part.dataSync(), golden.get(name).values, 2e-3);
    });
    const centers = pyramidOf(all, "centers");
    const like = fcosObjective({ numClasses: all.classes, pyramid: centers, form: "mmdet" });
    const theirs = lossesOf(like.parts?.losses(outputs, targetsOf(objects, centers)));
    expectParity("losses", `${index} mmdet`, theirs, Object.values(mmdet), 1e-4);
  });
});
