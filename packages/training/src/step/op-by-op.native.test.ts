import * as tf from "@tensorflow/tfjs-core";
import { disposeModule } from "@tresnet/blocks";
import { expect, test } from "vitest";
import { expectClose } from "../../test/expect-close.ts";
import { colorBatch, TinyNet } from "../../test/tiny-net.ts";
import { sgd } from "../optimizers/sgd.ts";
import { createTrainStep } from "./train-step.ts";

/** Losses of three steps, and every variable after them. */
async function threeSteps(traced: boolean) {
  const model = new TinyNet(3, 5);
  const { images, labels } = colorBatch(6, 3, 1);
  const step = createTrainStep({ model, optimizer: sgd({ momentum: 0.9, nesterov: true }), traced });
  const losses = [];
  for (let i = 0; i < 3; i++) losses.push((await step.run(images, labels, 0.1)).loss);
  const state = new Map([...step.state()].map(([name, variable]) => [name, [...variable.dataSync()]]));
  step.dispose();
  disposeModule(model);
  tf.dispose([images, labels]);
  return { losses, state };
}

test("a step op by op does what the traced step does", async () => {
  const traced = await threeSteps(true);
  const opByOp = await threeSteps(false);
  // 1e-4: the graph optimizer fuses ops and sums in another order
  expectClose(opByOp.losses, traced.losses, 1e-4);
  expect([...opByOp.state.keys()]).toEqual([...traced.state.keys()]);
  for (const [name, values] of traced.state) expectClose(opByOp.state.get(name) ?? [], values, 1e-4);
});
