import { expect, test } from "vitest";
import { recordedTerminal } from "../../test/recorded-terminal.ts";
import { pretrainedWeights } from "./pretrained-weights.ts";

const { signal } = new AbortController();
const options = { pretrained: true, model: "tresnet_s", initialCheckpoint: undefined } as const;

test("nothing is fetched for who does not ask", async () => {
  const none = await pretrainedWeights(recordedTerminal(), { ...options, pretrained: false }, signal);
  expect(none).toBeUndefined();
});

test("a model without published weights is a usage error that names those with", async () => {
  await expect(pretrainedWeights(recordedTerminal(), { ...options, model: "resnet50" }, signal)).rejects.toThrow(
    /--pretrained: expected a model with published weights \(tresnet_s\.cifar10, .*, got --model resnet50/,
  );
});

test("two things to start from are one too many", async () => {
  const both = { ...options, initialCheckpoint: "a.safetensors" };
  await expect(pretrainedWeights(recordedTerminal(), both, signal)).rejects.toThrow("Give one of them");
});
