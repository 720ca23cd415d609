import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type OpenDatasetOptions, openDataset } from "@tresnet/data";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { dataFingerprint } from "../run-directory/data-fingerprint.ts";
import { dataSamples } from "../run-directory/data-samples.ts";
import type { RunConfig } from "../run-directory/run-directory.ts";
import { trainTable } from "../settings/train-options.ts";
import { trainingParts } from "./training-parts.ts";

let folder = "";
let trained: RunConfig;
const at = (...names: string[]) => path.join(folder, ...names);
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-parts-"));
  for (const name of ["cat", "dog"]) {
    await mkdir(at("photos", name), { recursive: true });
    for (let i = 0; i < 10; i++) await writeFile(at("photos", name, `${i}.jpg`), `picture ${i} of a ${name}`);
  }
  const spec = `folder:${at("photos")}`;
  const parts = await openDataset(spec, { seed: 0 });
  trained = {
    command: "",
    options: resolveOptions(trainTable, [{ source: "test", spelling: "code", values: { data: spec } }]),
    intraOpThreads: 1,
    environment: {},
    data: { ...dataFingerprint(parts), samples: await dataSamples(parts.train) },
  };
});
afterEach(() => rm(folder, { recursive: true }));

async function found(name: string) {
  const job = recordedJob();
  const spec = `folder:${at(name)}`;
  const open = (settings: OpenDatasetOptions) => openDataset(spec, settings);
  const parts = await trainingParts(job, spec, trained, open, undefined);
  return { test: parts?.test?.length, said: job.notices().join("\n") };
}

test("data of the training's name has its parts", async () => {
  expect(await found("photos")).toEqual({ test: 2, said: "" });
});

test("data of the training's name that changed has parts, with a warning", async () => {
  await writeFile(at("photos", "cat", "10.jpg"), "one more");
  expect(await found("photos")).toEqual({
    test: 2,
    said: expect.stringMatching(/has changed since the training: where/),
  });
});

test("data of the training's name that no training would take any more has none, with a warning", async () => {
  await rm(at("photos", "dog"), { recursive: true });
  expect(await found("photos")).toEqual({
    test: undefined,
    said: expect.stringMatching(/no longer do for.*all of it/),
  });
});

test("the same files elsewhere have the training's parts, and it is said so", async () => {
  await cp(at("photos"), at("moved"), { recursive: true });
  expect(await found("moved")).toEqual({ test: 2, said: expect.stringMatching(/holds the training's own images/) });
});

test("other files of the same names are other data", async () => {
  await cp(at("photos"), at("others"), { recursive: true });
  for (const name of ["cat", "dog"]) {
    for (let i = 0; i < 10; i++) await writeFile(at("others", name, `${i}.jpg`), `another ${i}`);
  }
  expect(await found("others")).toEqual({ test: undefined, said: "" });
});
