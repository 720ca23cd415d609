/** The whole detector against torchvision's FCOS on timm's TResNet: answers, losses, gradients, three steps. */
import * as tf from "@tensorflow/tfjs-core";
import { inference, trainingContext, weightsOf } from "@tresnet/blocks";
import { createTrainStep, fcosObjective, sgd } from "@tresnet/training";
import { expectParity, type Golden, readGolden } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { type Detector, freezeDetector } from "../src/index.ts";
import {
  detectorPath,
  goldenDetector,
  goldenDetectorConfig,
  goldenImages,
  inTorchLayout,
  lengthOf,
} from "./golden-detector.ts";
import { goldenObjects, targetsOf } from "./golden-targets.ts";

const answerNames = { classLogits: "cls_logits", ltrb: "bbox_regression", centernessLogits: "bbox_ctrness" } as const;

/** Compares the detector's answers for images with golden ones, within 1e-4 or as the README says. */
function expectAnswers(
  detector: Detector,
  images: tf.Tensor4D,
  golden: Golden,
  prefix: string,
  tolerance: number,
): void {
  tf.tidy(() => {
    const answers = detector.answers(images, inference);
    for (const [ours, theirs] of Object.entries(answerNames)) {
      const actual =
        Object.entries(answers)
          .find(([name]) => name === ours)?.[1]
          .dataSync() ?? [];
      expectParity("detector", `${prefix}${theirs}`, actual, golden.get(`${prefix}${theirs}`).values, tolerance);
    }
  });
}

test("every map and every answer is torchvision's", async () => {
  const golden = await readGolden(detectorPath("eval.safetensors"));
  const detector = await goldenDetector();
  const { image, strides, grids } = goldenDetectorConfig();
  const images = goldenImages(golden, "x");
  tf.tidy(() => {
    detector.maps(images, inference).forEach((map, level) => {
      const { values, shape } = golden.get(`p${level + 3}`);
      expect(map.shape).toEqual(shape);
      expectParity("detector", `p${level + 3}`, map.dataSync(), values, 1e-4);
    });
  });
  expectAnswers(detector, images, golden, "", 1e-4);
  const pyramid = detector.pyramid({ height: image[0], width: image[1] });
  expect(detector.strides).toEqual(strides);
  expect(pyramid.levels.map(({ height, width }) => [height, width])).toEqual(grids);
  images.dispose();
  detector.dispose();
});

test("losses and gradients of boxes are torchvision's", async () => {
  const config = goldenDetectorConfig();
  const golden = await readGolden(detectorPath("train.safetensors"));
  const evaluated = await readGolden(detectorPath("eval.safetensors"));
  const expected = await readGolden(detectorPath("grads.safetensors"));
  const detector = await goldenDetector();
  const images = goldenImages(evaluated, "x");
  const [n, height = 0, width = 0] = images.shape;
  const pyramid = detector.pyramid({ height, width });
  const targets = targetsOf(goldenObjects(golden, "", n), pyramid);
  const objective = fcosObjective({ numClasses: config.classes, pyramid });
  const trained = freezeDetector(detector);
  const frozen = new Set([...weightsOf(detector).values()].filter((weight) => !trained.includes(weight)));
  const context = { ...trainingContext(), frozen };
  tf.tidy(() => {
    const outputs = detector.forward(images, context);
    const parts = objective.parts?.losses(outputs, targets).map((part) => part.dataSync()[0] ?? Number.NaN) ?? [];
    const { classification, bbox_regression, bbox_ctrness } = config.losses;
    expectParity("detector", "losses", parts, [classification, bbox_regression, bbox_ctrness], 1e-4);
    const { grads } = tf.variableGrads(
      () => objective.loss(detector.forward(images, context), targets),
      trained as tf.Variable[],
    );
    const gradients = new Map(
      [...weightsOf(detector)].flatMap(([key, { name }]) => {
        const gradient = grads[name];
        return gradient === undefined ? [] : [[key, inTorchLayout(gradient)] as const];
      }),
    );
    expect([...gradients.keys()].sort()).toEqual(Object.keys(config.gradient_norms).sort());
    for (const name of expected.names) {
      expectParity("detector", `gradient of ${name}`, gradients.get(name) ?? [], expected.get(name).values, 2e-3);
    }
    for (const [name, norm] of Object.entries(config.gradient_norms)) {
      expect(Math.abs(lengthOf(gradients.get(name) ?? []) / norm - 1), name).toBeLessThan(2e-3);
    }
  });
  tf.dispose([images, targets]);
  detector.dispose();
});

test.each([
  ["in one native call", true],
  ["op by op", false],
] as const)("three steps follow torchvision's, %s", async (_, traced) => {
  const config = goldenDetectorConfig();
  const golden = await readGolden(detectorPath("trajectory.safetensors"));
  const end = await readGolden(detectorPath("trajectory_final.safetensors"));
  const evaluated = await readGolden(detectorPath("eval.safetensors"));
  const detector = await goldenDetector();
  const [height, width] = config.image;
  const pyramid = detector.pyramid({ height, width });
  const step = createTrainStep({
    model: detector,
    trainable: freezeDetector(detector),
    objective: fcosObjective({ numClasses: config.classes, pyramid }),
    optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }),
    traced,
  });
  for (const [index, losses] of config.trajectory.entries()) {
    const images = goldenImages(golden, `${index}.x`);
    const targets = targetsOf(goldenObjects(golden, `${index}.`, images.shape[0]), pyramid);
    const { loss, parts = {} } = await step.run(images, targets, 0.01);
    const expected = [losses.classification, losses.bbox_regression, losses.bbox_ctrness];
    expect(Object.keys(parts)).toEqual(["classification", "boxRegression", "centerness"]);
    expectParity("detector", `losses of step ${index}`, Object.values(parts), expected, 1e-4);
    expect(loss).toBeCloseTo(
      expected.reduce((sum, part) => sum + part, 0),
      3,
    );
    tf.dispose([images, targets]);
  }
  const images = goldenImages(evaluated, "x");
  expectAnswers(detector, images, golden, "after.", 1e-3);
  const weights = weightsOf(detector);
  for (const name of end.names) {
    const actual = inTorchLayout(weights.get(name) ?? tf.scalar(Number.NaN));
    expectParity("detector", `${name} after three steps`, actual, end.get(name).values, 1e-3);
  }
  for (const [name, norm] of Object.entries(config.trajectory_final_norms)) {
    const values = weights.get(name)?.dataSync() ?? [];
    expect(Math.abs(lengthOf(values) / norm - 1), name).toBeLessThan(1e-3);
  }
  images.dispose();
  step.dispose();
  detector.dispose();
});
