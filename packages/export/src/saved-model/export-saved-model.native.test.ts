import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { loadSavedModel } from "@tresnet/engine";
import { relativeError } from "@tresnet/vitest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { everyOperationNet, testImages } from "../../test/every-operation-net.ts";
import { runNet } from "../check/run-net.ts";
import type { FromPixelsOptions } from "../net/from-pixels.ts";
import { fromPixels } from "../net/from-pixels.ts";
import { exportSavedModel } from "./export-saved-model.ts";

let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "tresnet saved ")), "model");
});
afterEach(async () => {
  await rm(path.dirname(folder), { recursive: true });
});

const options: { readonly pixels: FromPixelsOptions } = {
  pixels: { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3], probabilities: "softmax" },
};

describe("exportSavedModel", () => {
  test.each([
    { size: 12, count: 1, given: 12 },
    { size: 12, count: 3, given: 12 },
    { size: 11, count: 2, given: 11 },
    { size: undefined, count: 3, given: 9 },
    { size: undefined, count: 1, given: 16 },
  ])("answers as the described net does: size $size, $count images of $given", async ({ size, count, given }) => {
    const net = everyOperationNet(size === undefined ? {} : { size });
    await exportSavedModel(net, folder, options);
    const model = await loadSavedModel(folder);
    const images = tf.tensor4d(testImages(count, given), [count, given, given, 3]);
    const expected = runNet(net, images);
    const outputs = await model.run("serving_default", { images });
    expect(outputs["logits"]?.shape).toEqual([count, 5]);
    expect(relativeError(outputs["logits"]?.dataSync() ?? [], expected.dataSync())).toBeLessThan(1e-5);

    const pixels = tf.randomUniformInt<tf.Rank.R4>([count, given, given, 3], 0, 256, 7);
    const pixelNet = fromPixels(net, options.pixels);
    const likely = runNet(pixelNet, pixels);
    const answers = await model.run("serving_pixels", { pixels });
    expect(relativeError(answers["probabilities"]?.dataSync() ?? [], likely.dataSync())).toBeLessThan(1e-5);
    model.dispose();
    tf.dispose([images, expected, outputs, pixels, likely, answers]);
  });

  test("takes images of any number of channels, and gives a sigmoid each where an image has several labels", async () => {
    const net = everyOperationNet({ size: 8, channels: 4 });
    const sigmoid = { mean: [0, 0, 0, 0], std: [1, 1, 1, 1], probabilities: "sigmoid" } as const;
    await exportSavedModel(net, folder, { pixels: sigmoid });
    const model = await loadSavedModel(folder);
    const pixels = tf.randomUniformInt<tf.Rank.R4>([2, 8, 8, 4], 0, 256, 7);
    const pixelNet = fromPixels(net, sigmoid);
    const expected = runNet(pixelNet, pixels);
    const answers = await model.run("serving_pixels", { pixels });
    expect(relativeError(answers["probabilities"]?.dataSync() ?? [], expected.dataSync())).toBeLessThan(1e-5);
    model.dispose();
    tf.dispose([pixels, expected, answers]);
  });

  test("writes weights once, the signatures' shapes, and further files in assets.extra", async () => {
    const net = everyOperationNet({ size: 12 });
    await exportSavedModel(net, folder, { ...options, extra: { "classes.json": '["é\\n"]' } });
    expect((await readdir(folder)).sort()).toEqual(["assets.extra", "saved_model.pb", "variables"]);
    expect(await readdir(path.join(folder, "variables"))).toEqual([]);
    expect(await readFile(path.join(folder, "assets.extra/classes.json"), "utf8")).toBe('["é\\n"]');
    const bytes = await readFile(path.join(folder, "saved_model.pb"));
    expect(bytes.toString("latin1").split("stem/kernel\x12\x05Const")).toHaveLength(2);
    const model = await loadSavedModel(folder);
    expect([...model.signatures.keys()]).toEqual(["serving_default", "serving_pixels"]);
    expect(model.signatures.get("serving_default")?.inputs.get("images")?.shape).toEqual([undefined, 12, 12, 3]);
    expect(model.signatures.get("serving_default")?.outputs.get("logits")?.shape).toEqual([undefined, 5]);
    model.dispose();
  });

  test("leaves a folder alone that holds something, unless it is forced", async () => {
    const net = everyOperationNet({ size: 12 });
    await exportSavedModel(net, folder, options);
    await writeFile(path.join(folder, "mine"), "");
    await expect(exportSavedModel(net, folder, options)).rejects.toThrow("it holds something");
    await exportSavedModel(net, folder, { ...options, force: true });
    expect(await readdir(folder)).not.toContain("mine");
  });
});
