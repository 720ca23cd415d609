/** From a folder of photographs to what is given away, in one command and in one call. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readOnnxMetadata } from "@tresnet/export";
import { noise } from "@tresnet/vitest";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resume, type TrainEvent, type TrainInput, train, UsageError } from "../src/index.ts";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);

/** Photographs of two classes, told apart by how bright they are. */
async function drawPhotographs(): Promise<void> {
  for (const [index, name] of ["cats", "dogs"].entries()) {
    await mkdir(at("photos", name), { recursive: true });
    for (let photo = 0; photo < 12; photo += 1) {
      const bytes = Uint8Array.from(noise(30 * 20 * 3, photo + 1, 120 * index, 120 * index + 100));
      const raw = { width: 30, height: 20, channels: 3 } as const;
      await sharp(bytes, { raw })
        .jpeg()
        .toFile(at("photos", name, `${photo}.jpg`));
    }
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-train-export-"));
  await drawPhotographs();
});
afterAll(() => rm(folder, { recursive: true }));

const small = "--model tresnet_s --no-pretrained --img-size 32 --batch-size 8 --epochs 1 --freeze-epochs 0 --workers 0";
const trainOn = (...args: string[]) =>
  tresnet("train", `folder:${at("photos")}`, "--recipe", "finetune", ...small.split(" "), "--output", folder, ...args);
const settings = (changes: Partial<TrainInput>): TrainInput => ({
  data: `folder:${at("photos")}`,
  imgSize: 32,
  batchSize: 8,
  epochs: 1,
  workers: 0,
  output: folder,
  ...changes,
});

test("one command leads from photographs to a page, and says where it is and how to open it", async () => {
  const { code, stdout, stderr } = await trainOn("--export", "web", "--experiment", "paged");
  expect(code, stderr).toBe(0);
  const lines = stdout.trimEnd().split("\n").slice(-3);
  const site = at("paged", "site");
  expect(lines[0]).toContain(`${site}: backbone and head, float32 of tresnet_s`);
  expect(lines[1]).toMatch(/^checked by TensorFlow\.js .* test images: deviation/);
  expect(lines[2]).toMatch(/^Open it: npx serve .*site'?$/);
  expect(await readdir(site)).toEqual(expect.arrayContaining(["index.html", "app.js", "model"]));
  const { userDefinedMetadata } = JSON.parse(await readFile(path.join(site, "model", "model.json"), "utf8"));
  expect(userDefinedMetadata).toMatchObject({ classes: ["cats", "dogs"], check: { agreement: 1 } });
  expect(userDefinedMetadata.details.recipe).not.toContain("--export");
});

test("a finished run that is resumed replaces the export in its own folder", async () => {
  await writeFile(at("paged", "site", "old.html"), "");
  const { code, stdout, stderr } = await tresnet("train", "--resume", at("paged"), "--json");
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).export).toMatchObject({ output: at("paged", "site"), check: { agreement: 1 } });
  expect(await readdir(at("paged", "site"))).not.toContain("old.html");
});

test("a run that is interrupted is exported when it has been resumed to its end", async () => {
  const controller = new AbortController();
  const onEvent = ({ type }: TrainEvent) => type === "step" && controller.abort();
  const output = at("resumed.onnx");
  const given = settings({ experiment: "broken-off", export: "onnx", exportOutput: output });
  await expect(train(given, { onEvent: (event) => void onEvent(event), signal: controller.signal })).rejects.toThrow(
    "Go on with",
  );
  const events: TrainEvent[] = [];
  const { exported } = await resume(at("broken-off"), { onEvent: (event) => events.push(event) });
  expect(exported).toMatchObject({ output, checkpoint: at("broken-off", "best.safetensors") });
  expect(events.at(-1)).toMatchObject({ type: "done", result: { exported: { output } } });
  expect((await readOnnxMetadata(output))?.get("dataset")).toBe("folder:photos");
  await expect(resume(at("broken-off"))).rejects.toThrow(`got ${output}, which is there already. Choose another.`);
});

describe("what is wrong with the export is told before anything is trained or written", () => {
  const before = async (changes: Partial<TrainInput>) => {
    const events: string[] = [];
    const error = await train(settings({ ...changes, experiment: "refused" }), {
      onEvent: ({ type }) => events.push(type),
    }).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UsageError);
    expect(events).not.toContain("started");
    expect(await readdir(folder)).not.toContain("refused");
    return error instanceof Error ? error.message : "";
  };

  test("a format that there is none of", async () => {
    const { code, stderr } = await trainOn("--export", "pdf");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: --export: expected safetensors.*, got "pdf"/)]);
  });

  test("a net that timm does not build, by its stem or by its head", async () => {
    expect(await before({ export: "timm" })).toMatch(/^--export timm: tresnet_s: .* or train tresnet_m\.$/);
    const decoder = { export: "timm", model: "tresnet_m", head: "ml-decoder" } as const;
    expect(await before(decoder)).toMatch(/^--export timm: tresnet_m: expected a linear head/);
  });

  test("several labels an image, which transformers.js has no pipeline for", async () => {
    const rows = Array.from({ length: 12 }, (_, index) => `photos/cats/${index}.jpg,${index % 2 ? "a b" : "a"}`);
    await writeFile(at("labels.csv"), ["image,labels", ...rows].join("\n"));
    const data = `csv:${at("labels.csv")}`;
    expect(await before({ data, loss: "bce", export: "transformers-js" })).toMatch(/expected one class an image/);
  });

  test("a place that is taken, or none", async () => {
    const taken = await before({ export: "web", exportOutput: at("photos") });
    expect(taken).toBe(
      `--export-output: expected a name that is free, got ${at("photos")}, which is there already. Choose another.`,
    );
    expect(await before({ export: "onnx", exportOutput: at("model.pb") })).toContain("a file that ends in .onnx");
    expect(await before({ export: "web", exportOutput: at("none", "site") })).toContain("Make it first.");
    expect(await before({ exportOutput: at("site") })).toContain("expected --export FORMAT with it");
  });
});
