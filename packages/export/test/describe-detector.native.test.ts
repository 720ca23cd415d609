/** A detector's description computes what the detector says of every location. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { relativeError } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { describeDetector, runDescription } from "../src/index.ts";
import { noiseImages, smallDetector } from "./detector-files.ts";

test.each([
  ["fcos_tresnet_s", { p6: "c5" }, { height: 48, width: 72 }],
  ["fcos_resnet50_fpn", {}, { height: 70, width: 33 }],
] as const)("%s %j at %j", (name, options, size) => {
  const detector = smallDetector(name, options);
  const net = describeDetector(detector, { size });
  const { values, shape } = noiseImages(2, size.height, size.width);
  const [ours, theirs] = tf.tidy(() => {
    const images = tf.tensor4d(values, [...shape]);
    const [described, direct] = [runDescription(net, images), detector.forward(images, inference)];
    expect(described.shape).toEqual(direct.shape);
    return [described.dataSync(), direct.dataSync()];
  });
  expect(relativeError(ours, theirs)).toBeLessThan(1e-5);
  detector.dispose();
});
