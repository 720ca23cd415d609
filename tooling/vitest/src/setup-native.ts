/** Starts TensorFlow once per worker and fails a test that leaves tensors behind. */
import * as tf from "@tensorflow/tfjs-core";
import { useTensorFlow } from "@tresnet/engine";
import { afterEach, beforeAll, beforeEach, expect } from "vitest";
import { testDevice } from "./test-device.ts";

beforeAll(async () => {
  await useTensorFlow({ device: testDevice() });
});

let before = 0;

beforeEach(() => {
  before = tf.memory().numTensors;
});

// Tensors that a `beforeAll` makes are not counted; those that a test makes and keeps are.
afterEach(() => {
  expect(tf.memory().numTensors - before, "leaked tensors").toBe(0);
});
