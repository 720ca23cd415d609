/** A row that is added to the table of exporters is a format of `tresnet export`, with nothing else changed. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeSafetensors } from "@tresnet/checkpoints";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Exporter } from "../export/exporter.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { encodeInfo } from "../run-directory/checkpoint-metadata.ts";

vi.mock("../export/exporters.ts", async (importOriginal) => {
  const { exporters } = await importOriginal<typeof import("../export/exporters.ts")>();
  const note: Exporter = {
    help: "as a note",
    extension: ".txt",
    write: ({ name }, file, { half, backbone, metadata }) =>
      writeFile(file, JSON.stringify({ name, half, backbone, license: metadata.license_note })),
  };
  return { exporters: { ...exporters, note } };
});
// The format is under test here, not the network: no weights, and no TensorFlow.
vi.mock("../model/start-engine.ts", () => ({ startEngine: async () => undefined }));
vi.mock("../model/load-model.ts", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../model/load-model.ts")>()),
  loadModel: async () => ({ name: "tresnet_s", dispose: () => undefined }),
}));

const { exportModel } = await import("./export-model.ts");
const { exportTable } = await import("../settings/export-options.ts");
const { infoOf } = await import("../options/option.ts");

let folder = "";
const at = (name: string) => path.join(folder, name);
const model = {
  model: "tresnet_s" as const,
  classNames: ["cat", "dog"],
  numClasses: 2,
  imgSize: 32,
  cropMode: "center" as const,
  cropPct: 1,
  mean: [0, 0, 0] as [number, number, number],
  std: [1, 1, 1] as [number, number, number],
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-exporter-"));
  await writeSafetensors(at("weights.safetensors"), new Map(), encodeInfo({ kind: "weights", model }));
});
afterAll(() => rm(folder, { recursive: true }));

const settings = (name: string) => ({
  ...resolveOptions(exportTable, [{ source: "test", values: { format: "note", half: true, licenseNote: "CC0" } }]),
  checkpoint: at("weights.safetensors"),
  output: at(name),
});

test("is a choice of --format, and in its help", () => {
  const { choices, help } = infoOf(exportTable.shape.format);
  expect(choices).toEqual(["safetensors", "onnx", "timm", "transformers-js", "note"]);
  expect(help).toMatch(/^safetensors: under timm's names and in PyTorch's layouts; .*; note: as a note; one of /);
});

test("writes the model", async () => {
  const { output, bytes } = await exportModel(settings("model.txt"));
  const text = await readFile(output, "utf8");
  expect(JSON.parse(text)).toEqual({ name: "tresnet_s", half: true, backbone: false, license: "CC0" });
  expect(bytes).toBe(text.length);
});

test("wants files that end as its own do", async () => {
  const run = exportModel(settings("model.safetensors"));
  await expect(run).rejects.toThrow("--output: expected a file that ends in .txt, got ");
});
