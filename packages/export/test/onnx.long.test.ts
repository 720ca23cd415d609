/** ONNX files in Python: onnx's full check, ONNX Runtime and OpenVINO. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { pythonWithOnnx, relativeError } from "@tresnet/vitest";
import type { ImageClassifier } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ExportOnnxOptions, exportOnnx, modelNet } from "../src/index.ts";
import { type HeadName, heads, type SmallName, smallModel, smallVariants } from "./example-models.ts";
import { byteBatch, noiseBatch, onnxInput } from "./image-batches.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet onnx "));
});
afterAll(() => rm(folder, { recursive: true }));

interface Case {
  readonly name: string;
  readonly model: ImageClassifier;
  readonly options: ExportOnnxOptions;
  readonly size: number;
}

interface Answer {
  readonly onnxruntime: readonly number[];
  readonly openvino: readonly number[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly opset: number;
}

const pixels = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3], probabilities: "sigmoid" } as const;
const metadata = { classes: JSON.stringify(["Köhler 🐦", 'a "quoted"\nline', ""]) };

function cases(): readonly Case[] {
  const small = (Object.keys(smallVariants) as SmallName[]).flatMap((name) =>
    (Object.keys(heads) as HeadName[]).map((head) => ({
      name: `${name} ${head}`,
      model: smallModel(name, head),
      options: { metadata },
      size: 72,
    })),
  );
  return [
    ...small,
    { name: "fixed", model: smallModel("small_m"), options: { size: 64, metadata }, size: 64 },
    { name: "half", model: smallModel("small_s"), options: { half: true, metadata }, size: 64 },
    { name: "bytes", model: smallModel("small_s"), options: { pixels, metadata }, size: 36 },
  ];
}

/** Images of a case, three of them. */
const imagesOf = ({ options, size }: Case) => (options.pixels ? byteBatch(3, size) : noiseBatch(3, size));

async function askPython(request: object): Promise<readonly Answer[]> {
  const script = fileURLToPath(new URL("python/ask_onnx.py", import.meta.url));
  const child = spawn(await pythonWithOnnx(), [script], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify(request));
  const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  if (stdout.length === 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}

test("Python loads the files, finds nothing wrong, and answers as the model does", async () => {
  const all = cases();
  const request = [];
  for (const [index, one] of all.entries()) {
    const { values, shape, type } = onnxInput(imagesOf(one));
    const [file, images] = [path.join(folder, `${index}.onnx`), path.join(folder, `${index}.bin`)];
    await exportOnnx(one.model, file, one.options);
    await writeFile(images, new Uint8Array(values.buffer));
    request.push({ file, images, shape, type });
  }
  const answers = await askPython(request);
  expect(answers).toHaveLength(all.length);
  for (const [index, { name, model, options, ...one }] of all.entries()) {
    const answer = answers[index];
    const expected = await modelNet(model, options.pixels).run(imagesOf({ name, model, options, ...one }));
    const limit = options.half === true ? 5e-3 : 1e-5;
    expect(relativeError(answer?.onnxruntime ?? [], expected), `${name}, ONNX Runtime`).toBeLessThan(limit);
    expect(relativeError(answer?.openvino ?? [], expected), `${name}, OpenVINO`).toBeLessThan(limit);
    expect(answer).toMatchObject({ metadata, opset: 17 });
    model.dispose();
  }
});
