import { syntheticData } from "@tresnet/data";
import { expect, test } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { pretrainedWeights, startingFrom } from "./pretrained-weights.ts";

const options = { pretrained: true, model: "tresnet_s", initialCheckpoint: undefined } as const;

test("nothing is fetched for who does not ask", async () => {
  const none = await pretrainedWeights(recordedJob(), { ...options, pretrained: false });
  expect(none).toBeUndefined();
});

test("a model without published weights is a usage error that names those with", async () => {
  await expect(pretrainedWeights(recordedJob(), { ...options, model: "resnet50" })).rejects.toThrow(
    /--pretrained: expected a model with published weights \(tresnet_s\.cifar10, .*, got --model resnet50/,
  );
});

test("two things to start from are one too many", async () => {
  const both = { ...options, initialCheckpoint: "a.safetensors" };
  await expect(pretrainedWeights(recordedJob(), both)).rejects.toThrow("Give one of them");
});

test("a tag alone starts from random values, and it is said how to start from its weights", () => {
  const said = (values: Record<string, unknown>) => {
    const job = recordedJob();
    const given = { ...resolveOptions(trainTable, [{ source: "test", values }]), data: "synthetic" };
    expect(startingFrom(job, undefined, { options: given, data: syntheticData({}), classes: 4 })).toBe(given);
    return job.notices();
  };
  expect(said({ model: "tresnet_m.miil_in1k" })).toEqual([
    "weights: random values; to start from those of tresnet_m.miil_in1k, add --pretrained",
  ]);
  expect(said({ model: "tresnet_m.miil_in1k", initialCheckpoint: "a.safetensors" })).toEqual([]);
  expect(said({ model: "tresnet_m" })).toEqual([]);
});
