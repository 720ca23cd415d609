/** The functions of this package, as a program calls them: all in one process, one after another. */
import { existsSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { syntheticData } from "@tresnet/data";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CheckpointError,
  type EvaluateEvent,
  evaluate,
  exitCodeOf,
  exportModel,
  findLearningRate,
  InterruptedError,
  inspectData,
  predict,
  previewData,
  recipes,
  resume,
  type TrainEvent,
  type TrainInput,
  train,
  UsageError,
} from "../src/index.ts";
import { runDirectory } from "../src/run-directory/run-directory.ts";
import { expectSameRun } from "./compare-runs.ts";
import { quietly } from "./quiet-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);

/** Two classes of small PNG files, and one file that is no image. */
async function writePhotographs(): Promise<void> {
  const { train: images } = syntheticData({ classes: 2, size: 24, counts: [32, 1, 1] });
  for (let index = 0; index < images.length; index++) {
    const image = images.source(index);
    if (image.kind !== "pixels") throw new Error("expected synthetic images to be pixels");
    const { data, width, height, channels } = image;
    const target = at("photos", images.label(index) === 0 ? "red" : "green");
    await mkdir(target, { recursive: true });
    await sharp(data, { raw: { width, height, channels } })
      .png()
      .toFile(path.join(target, `${index}.png`));
  }
  await writeFile(at("photos", "green", "broken.png"), "no image");
}

// Everything that a checkpoint has to carry is in use.
const settings = (experiment: string): TrainInput => ({
  data: "synthetic",
  imgSize: 16,
  batchSize: 128,
  epochs: 2,
  seed: 3,
  workers: 0,
  precision: "float32",
  modelEma: true,
  drop: 0.2,
  dropPath: 0.2,
  cutout: 0.5,
  output: folder,
  experiment,
});
const photos = (experiment: string): TrainInput => ({
  data: `folder:${at("photos")}`,
  imgSize: 16,
  batchSize: 8,
  epochs: 1,
  workers: 0,
  precision: "float32",
  output: folder,
  experiment,
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-functions-"));
  await writePhotographs();
});
afterAll(() => rm(folder, { recursive: true }));

/** The types of events in order, of equal ones that follow each other the first. */
function kinds(events: readonly { readonly type: string }[]): string[] {
  return events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
}

describe("train", () => {
  const events: TrainEvent[] = [];

  test("tells of its run in order, and prints nothing", async () => {
    const result = await quietly(() => train(settings("whole"), { onEvent: (event) => events.push(event) }));
    const epoch = ["step", "progress", "validation", "checkpoint", "epoch"];
    expect(kinds(events)).toEqual(["engine", "started", ...epoch, ...epoch, "progress", "tested", "done"]);
    expect(result).toMatchObject({
      run: { folder: at("whole"), last: at("whole", "last.safetensors"), report: at("whole", "report.html") },
      options: { data: "synthetic", epochs: 2, opt: "sgd" },
      metrics: [{ epoch: 1 }, { epoch: 2 }],
      best: { metric: "accuracy" },
      tested: { what: "test images", evaluation: { task: "single-label", images: 128 } },
      broken: [],
    });
    expect(result.tested?.predictions).toHaveLength(128);
    expect(result.tested?.predictions[0]?.probabilities).toHaveLength(result.classNames.length);
    expect(events.at(-1)).toEqual({ type: "done", result });
    for (const file of [result.run.best, result.run.last, result.run.report]) expect(existsSync(file)).toBe(true);
  });

  test("stops before it writes when another has taken its folder meanwhile", async () => {
    const lock = JSON.stringify({ pid: 77, host: "another", token: "of the other" });
    const run = runDirectory(at("taken"));
    const training = train(settings("taken"), {
      onEvent: ({ type }) => type === "checkpoint" && writeFileSync(at("taken", "run.lock"), lock),
    });
    await expect(training).rejects.toThrow(
      /run\.lock: expected the lock of this process, got that of process 77 on another/,
    );
    expect(await readFile(run.metrics, "utf8")).toBe("");
    expect([run.last, run.report].map((file) => existsSync(file))).toEqual([false, false]);
    expect(await readFile(at("taken", "run.lock"), "utf8")).toBe(lock);
  });

  test("started says what is trained on what", () => {
    const started = events.find((event) => event.type === "started");
    expect(started).toMatchObject({ run: at("whole"), options: { model: "tresnet_s", epochs: 2 }, from: undefined });
    expect(started?.images).toEqual({ train: 512, val: 128, test: 128 });
    expect(started?.stepsPerEpoch).toBe(4);
  });

  test("each step has its place, its loss, its rate and its gradient", () => {
    const steps = events.filter((event) => event.type === "step");
    expect(steps.map(({ epoch, step, totalSteps }) => [epoch, step, totalSteps])).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((done) => [1 + Math.floor(done / 4), 1 + (done % 4), done + 1]),
    );
    for (const step of steps) {
      expect(step).toMatchObject({ images: 128, stepsPerEpoch: 4, updated: true });
      expect(
        Math.min(step.loss, step.learningRate, step.gradientNorm, step.seconds, step.imagesPerSecond),
      ).toBeGreaterThan(0);
    }
    const means = steps.slice(0, 4).map(({ loss }) => loss);
    expect(steps[3]?.meanLoss).toBeCloseTo(means.reduce((sum, loss) => sum + loss, 0) / 4, 10);
  });

  test("an epoch's metrics are those of its log, and tell of the last checkpoint", async () => {
    const log = (await readFile(at("whole", "metrics.jsonl"), "utf8")).trimEnd().split("\n");
    const epochs = events.filter((event) => event.type === "epoch");
    expect(epochs.map(({ metrics }) => metrics)).toEqual(log.map((line) => JSON.parse(line)));
    const saved = events.filter((event) => event.type === "checkpoint");
    expect(saved[0]).toEqual({
      type: "checkpoint",
      kind: "best",
      file: at("whole", "best.safetensors"),
      totalSteps: 4,
    });
    expect(saved.at(-1)).toEqual({
      type: "checkpoint",
      kind: "last",
      file: at("whole", "last.safetensors"),
      totalSteps: 8,
    });
  });

  test("releases every tensor, so that trainings may follow each other: with other data, another size, other classes", async () => {
    const before = tf.memory().numTensors;
    const result = await quietly(() =>
      train({
        ...recipes.finetune.options,
        ...photos("other"),
        model: "tresnet_s",
        pretrained: false,
        freezeEpochs: 0,
      }),
    );
    expect(result.classNames).toEqual(["green", "red"]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("refuses to train over an earlier run", async () => {
    await expect(train(settings("whole"))).rejects.toThrow(/whole holds a run already/);
  });

  test.each([
    [{ batchSize: 0 }, /^train: batchSize: expected a whole number from 1 to 65536, got 0\.$/],
    [{ bachSize: 8 }, /^train: there is no option "bachSize"\. Did you mean "batchSize"\?$/],
    [{ opt: "sdg" }, /^train: opt: expected .*, got "sdg"\. Did you mean "sgd"\?$/],
    [{ data: "syntetic" }, /^--data: expected .*, got "syntetic"\. Did you mean "synthetic"\?$/],
    [{ freezeEpochs: 9 }, /^--freeze-epochs: expected fewer than the 2 of --epochs, got 9\./],
    [{ loss: "asl" }, /^--loss: expected ce/],
  ])("refuses %j as wrong usage", async (wrong, message) => {
    const asked = Object.assign({}, settings("wrong"), wrong);
    const failure = await quietly(() => train(asked).catch((error: unknown) => error));
    expect(failure).toBeInstanceOf(UsageError);
    expect(failure).toMatchObject({ message: expect.stringMatching(message) });
    expect(exitCodeOf(failure)).toBe(2);
    expect(existsSync(at("wrong"))).toBe(false);
  });

  test("a call without data is wrong usage even where no compiler says so", async () => {
    const { data: _, ...rest } = settings("wrong");
    await expect(train(Object.assign({ data: "" }, rest, { data: undefined }))).rejects.toThrow(
      /expected data to train on, got none/,
    );
  });
});

describe("a training that is stopped", () => {
  /** Aborts after so many steps. */
  function stopping(totalSteps: number) {
    const controller = new AbortController();
    const events: TrainEvent[] = [];
    const onEvent = (event: TrainEvent) => {
      events.push(event);
      if (event.type === "step" && event.totalSteps === totalSteps) controller.abort();
    };
    return { events, options: { onEvent, signal: controller.signal } };
  }

  test("by its signal saves after the step, and resumes to the bits of one that was not", async () => {
    const before = tf.memory().numTensors;
    const first = stopping(3);
    const failure = await quietly(() => train(settings("stopped"), first.options).catch((error: unknown) => error));
    expect(failure).toBeInstanceOf(InterruptedError);
    expect(failure).toMatchObject({
      run: at("stopped"),
      message: expect.stringContaining(`train --resume ${at("stopped")}`),
    });
    expect(exitCodeOf(failure)).toBe(130);
    expect(first.events.at(-1)).toMatchObject({ type: "checkpoint", kind: "last", totalSteps: 3 });
    expect(tf.memory().numTensors).toBe(before);

    const second = stopping(6);
    await expect(quietly(() => resume(at("stopped"), second.options))).rejects.toThrow(InterruptedError);
    expect(second.events.find(({ type }) => type === "started")).toMatchObject({ from: { epoch: 1, totalSteps: 3 } });

    const result = await quietly(() => resume(at("stopped")));
    expect(result.metrics).toHaveLength(2);
    await expectSameRun(at("stopped"), at("whole"));
  });

  test("by a listener that throws saves too, and rejects with the listener's error", async () => {
    const error = new Error("the logger's disk is full");
    const heard: string[] = [];
    const onEvent = (event: TrainEvent) => {
      heard.push(event.type);
      if (event.type === "step" && event.totalSteps === 5) throw error;
    };
    await expect(quietly(() => train(settings("thrown"), { onEvent }))).rejects.toBe(error);
    expect(heard.at(-1)).toBe("step");
    await quietly(() => resume(at("thrown")));
    await expectSameRun(at("thrown"), at("whole"));
  });

  test("before its first step leaves nothing to resume", async () => {
    const controller = new AbortController();
    const onEvent = ({ type }: TrainEvent) => type === "engine" && controller.abort();
    const failure = train(photos("early"), { onEvent: (event) => void onEvent(event), signal: controller.signal });
    await expect(failure).rejects.toMatchObject({ name: "InterruptedError", run: undefined });
    expect(existsSync(at("early"))).toBe(false);
  });

  test("does not begin where the signal is aborted already", async () => {
    const failure = train(settings("never"), { signal: AbortSignal.abort() });
    await expect(failure).rejects.toThrow("Stopped before it began.");
  });
});

describe("what was trained", () => {
  test("resume refuses a folder that holds no run", async () => {
    await expect(resume(at("nothing"))).rejects.toThrow(UsageError);
  });

  test("evaluate scores it on the data of its training", async () => {
    const events: EvaluateEvent[] = [];
    const output = at("answers.csv");
    const result = await quietly(() =>
      evaluate(
        { checkpoint: at("whole"), workers: 0, precision: "float32", output },
        { onEvent: (event) => events.push(event) },
      ),
    );
    expect(kinds(events)).toEqual(["engine", "progress", "evaluated", "written", "done"]);
    expect(result).toMatchObject({
      checkpoint: at("whole", "best.safetensors"),
      model: "tresnet_s",
      what: "test images",
      leftOut: 0,
    });
    expect(result.predictions).toHaveLength(128);
    expect((await readFile(output, "utf8")).split("\r\n")).toHaveLength(130);
    await expect(evaluate({})).rejects.toThrow("expected --checkpoint RUN or --model TAG, got neither");
    await expect(evaluate({ checkpoint: at("photos", "green", "broken.png") })).rejects.toThrow(CheckpointError);
  });

  test("predict says what is on images, and which can't be read", async () => {
    const result = await quietly(() =>
      predict({ checkpoint: at("other"), images: [at("photos", "green")], topk: 1, workers: 0 }),
    );
    expect(result.broken.map(({ id }) => id)).toEqual([at("photos", "green", "broken.png")]);
    expect(result.images.length).toBeGreaterThan(10);
    expect(result.images[0]).toMatchObject({ predictions: [{ class: expect.stringMatching(/^(green|red)$/) }] });
    await expect(predict({ checkpoint: at("other"), images: [at("none.png")] })).rejects.toThrow(UsageError);
    const stopped = predict({ checkpoint: at("other"), images: [at("photos")] }, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow(InterruptedError);
  });

  test("exportModel writes it as one file that evaluates alike", async () => {
    const output = at("given-away.safetensors");
    const result = await quietly(() => exportModel({ checkpoint: at("whole"), output, licenseNote: "CC0" }));
    expect(result).toMatchObject({ output, metadata: { architecture: "tresnet_s", license_note: "CC0" } });
    const settingsOf = (checkpoint: string) =>
      ({ checkpoint, data: "synthetic", seed: 3, workers: 0, precision: "float32" }) as const;
    const [own, given] = [await evaluate(settingsOf(at("whole"))), await evaluate(settingsOf(output))];
    expect(given.evaluation).toEqual(own.evaluation);
  });
});

describe("before a training", () => {
  test("findLearningRate tells of every step, and repeats itself by the command that it writes", async () => {
    const types: string[] = [];
    const { experiment: _, ...training } = settings("unused");
    const asked = { ...training, numIt: 12, experiment: "rate" };
    const found = await quietly(() => findLearningRate(asked, { onEvent: ({ type }) => types.push(type) }));
    expect(types.filter((type) => type === "step")).toHaveLength(found.curve.length);
    expect([types[0], types[1], types.at(-1)]).toEqual(["engine", "started", "done"]);
    const figures = JSON.parse(await readFile(found.figures, "utf8"));
    expect(figures.command).toMatch(/^tresnet lr-find synthetic --img-size 16 .* --num-it 12 --experiment rate$/);
    await expect(findLearningRate({ ...asked, startLr: 1, endLr: 0.1 })).rejects.toThrow(/^--end-lr: expected more/);
  });

  test("inspectData finds what is broken, and draws the page", async () => {
    const output = at("inspection.html");
    const types: string[] = [];
    const onEvent = ({ type }: { readonly type: string }) => void types.push(type);
    const { inspection } = await quietly(() => inspectData({ data: `folder:${at("photos")}`, output }, { onEvent }));
    expect(inspection.broken).toMatchObject([{ id: at("photos", "green", "broken.png") }]);
    expect(types.slice(-2)).toEqual(["inspected", "done"]);
    expect(existsSync(output)).toBe(true);
    await expect(inspectData({ data: "synthetic", hashBits: 99 })).rejects.toThrow(/^inspectData: hashBits: expected/);
  });

  test("previewData draws what a training would see", async () => {
    const output = at("preview.png");
    const { experiment: _, output: __, ...training } = settings("unused");
    const result = await quietly(() => previewData({ ...training, output, count: 2, versions: 3 }));
    expect(result.images.map(({ views }) => views.length)).toEqual([3, 3]);
    expect(result.imgSize).toBe(16);
    expect(existsSync(output)).toBe(true);
  });
});
