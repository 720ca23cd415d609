/** An export gets its name when it is whole and checked; what lies there stays unless it is to be replaced. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeSafetensors } from "@tresnet/checkpoints";
import { ExportError } from "@tresnet/export";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CheckedExport } from "../export/export-result.ts";
import type { ExportContent, Exporter } from "../export/exporter.ts";
import { encodeInfo } from "../run-directory/checkpoint-metadata.ts";
import type { ExportModelEvent } from "./export-model.ts";

const written: ExportContent[] = [];
let checked: () => Promise<CheckedExport | string | undefined>;
let failure: ((file: string) => Error) | undefined;

vi.mock("../export/exporters.ts", async (importOriginal) => {
  const { exporters } = await importOriginal<typeof import("../export/exporters.ts")>();
  const folder: Exporter = {
    help: "as a folder",
    extension: "",
    takes: ["half", "imgSize", "input"],
    write: async (_, file, content) => {
      written.push(content);
      await mkdir(path.join(file, "deep"), { recursive: true });
      await writeFile(path.join(file, "deep", "classes.json"), JSON.stringify(content.classNames));
      if (failure !== undefined) throw failure(file);
    },
    addNote: (file, note) => writeFile(path.join(file, "check.json"), note),
  };
  return { exporters: { ...exporters, folder } };
});
// What is under test is what happens to the files: no weights, and no TensorFlow.
vi.mock("../model/start-engine.ts", () => ({ startEngine: async () => undefined }));
vi.mock("../model/load-model.ts", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../model/load-model.ts")>()),
  loadModel: async () => ({ name: "tresnet_s", dispose: () => undefined }),
}));
vi.mock("./exporting/check-written.ts", () => ({ checkWritten: () => checked() }));

const { exportModel } = await import("./export-model.ts");

let folder = "";
const at = (...names: string[]) => path.join(folder, ...names);
const figures = { runtime: "a runtime 1.0", images: 16, deviation: 1e-7, limit: 1e-5, agreement: 1, what: "16 images" };
const model = {
  model: "tresnet_s" as const,
  classNames: ["cat", "Köhler's 🐦"],
  numClasses: 2,
  imgSize: 32,
  cropMode: "center" as const,
  cropPct: 1,
  mean: [0, 0, 0] as [number, number, number],
  std: [1, 1, 1] as [number, number, number],
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-checked-"));
  checked = async () => figures;
  failure = undefined;
  await writeSafetensors(at("weights.safetensors"), new Map(), encodeInfo({ kind: "weights", model }));
});
afterEach(() => rm(folder, { recursive: true }));

/** Exports to "out" by the format under test. */
function exported(values: Record<string, unknown> = {}, onEvent?: (event: ExportModelEvent) => void) {
  const input = { checkpoint: at("weights.safetensors"), output: at("out"), format: "folder" as never, ...values };
  return exportModel(input, { onEvent });
}
const beside = async () => (await readdir(folder)).filter((name) => name !== "weights.safetensors");

test("a folder appears with its files, and with what the check found", async () => {
  const result = await exported({ imgSize: "64", input: "uint8" });
  expect(result).toMatchObject({ output: at("out"), check: figures });
  expect(JSON.parse(await readFile(at("out", "deep", "classes.json"), "utf8"))).toEqual(model.classNames);
  expect(JSON.parse(await readFile(at("out", "check.json"), "utf8"))).toEqual(figures);
  expect(result.bytes).toBe(JSON.stringify(model.classNames).length + 3 + JSON.stringify(figures).length);
  expect(await beside()).toEqual(["out"]);
  expect(written.at(-1)).toMatchObject({ size: 64, input: "uint8", preprocessing: { imgSize: 64 } });
});

test("any size, where that is asked for", async () => {
  await exported({ imgSize: "dynamic" });
  expect(written.at(-1)).toMatchObject({ size: undefined, preprocessing: { imgSize: 32 } });
  await expect(exported({ imgSize: "large", force: true })).rejects.toThrow(
    "--img-size: expected a whole number from 8 to 4096, or dynamic, got large.",
  );
});

test("how images are made ready is what the user says, where the weights say it otherwise", async () => {
  const said = { cropMode: "squash", cropPct: 0.9, interpolation: "nearest", std: [0.5, 0.25, 0.125] };
  await exported(said);
  expect(written.at(-1)?.preprocessing).toEqual({ ...said, imgSize: 32, mean: [0, 0, 0] });
});

test("answers that are not the model's leave nothing, and the old one as it was", async () => {
  await exported();
  await writeFile(at("out", "mine.txt"), "mine");
  checked = () => Promise.reject(new ExportError("expected answers within 0.00001"));
  await expect(exported({ force: true })).rejects.toThrow(ExportError);
  expect(await readFile(at("out", "mine.txt"), "utf8")).toBe("mine");
  expect(await beside()).toEqual(["out"]);
});

test("what lies there is replaced by --force alone", async () => {
  await mkdir(at("out"));
  await writeFile(at("out", "old.txt"), "old");
  await expect(exported()).rejects.toThrow(/--output: expected a name that is free, got .*out, which is there already/);
  await exported({ force: true });
  expect((await readdir(at("out"))).sort()).toEqual(["check.json", "deep"]);
});

test("a full disk is said in words, and leaves nothing", async () => {
  failure = () =>
    Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  const full = exported();
  await expect(full).rejects.toThrow(ExportError);
  await expect(full).rejects.toThrow(/out: expected room on the disk, got ENOSPC.* Nothing was written/);
  expect(await beside()).toEqual([]);
});

test("errors name what was asked for, not what was written into on the way there", async () => {
  failure = (file) => new ExportError(`${path.resolve(file)}: expected room to write, and the disk is full.`);
  await expect(exported()).rejects.toThrow(`${at("out")}: expected room to write, and the disk is full.`);
});

test("says why it was not checked, and does not check where nobody wants it", async () => {
  checked = async () => "there is no runtime here. Install one.";
  expect(await exported()).toMatchObject({ notChecked: "there is no runtime here. Install one." });
  const unchecked = await exported({ force: true, check: false });
  expect(unchecked).not.toHaveProperty("check");
  expect(unchecked).not.toHaveProperty("notChecked");
});

test("numbers in place of names are told", async () => {
  const nameless = { ...model, classNames: ["class 0", "class 1"] };
  await writeSafetensors(at("weights.safetensors"), new Map(), encodeInfo({ kind: "weights", model: nameless }));
  const messages: string[] = [];
  await exported({}, (event) => {
    if (event.type === "notice") messages.push(event.message);
  });
  expect(messages).toEqual([
    `classes: ${at("weights.safetensors")} does not name its classes: the export numbers them, "class 0" and on`,
  ]);
});

test("thresholds are told, where an image may have several labels", async () => {
  const several = { ...model, task: "multi-label" as const };
  await writeSafetensors(at("weights.safetensors"), new Map(), encodeInfo({ kind: "weights", model: several }));
  await exported({ threshold: "0.3", licenseNote: "CC0", score: "mAP 0.9" });
  expect(written.at(-1)).toMatchObject({
    task: "multi-label",
    thresholds: [0.3, 0.3],
    license: "CC0",
    score: "mAP 0.9",
    metadata: { license_note: "CC0", score: "mAP 0.9" },
  });
});

test("settings that the format does not take are refused", async () => {
  await expect(exported({ backbone: true })).rejects.toThrow(
    "--backbone: expected a format that takes it (safetensors), got folder.",
  );
  await expect(exported({ threshold: "0.3" })).rejects.toThrow("--threshold: expected a model of several labels");
  expect(await beside()).toEqual([]);
});
