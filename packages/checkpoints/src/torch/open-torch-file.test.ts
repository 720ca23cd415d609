import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixturePath, goldenSets, readGolden, readGoldenJson } from "@tresnet/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CheckpointError } from "../checkpoint-error.ts";
import { openTensorFile } from "../open-tensor-file.ts";
import { toFloat32 } from "../safetensors/tensor-data.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-pickle-"));
});
afterAll(() => rm(folder, { recursive: true }));

const golden = (name: string) => path.join(import.meta.dirname, "..", "..", "test", "golden", name);
const values = Float32Array.from({ length: 24 }, (_, i) => i / 8 - 1);

async function readAll(file: string) {
  const opened = await openTensorFile(file);
  try {
    const tensors = new Map<string, { dtype: string; shape: readonly number[]; values: number[] }>();
    for (const [name, { dtype, shape }] of opened.entries) {
      tensors.set(name, { dtype, shape, values: [...toFloat32(await opened.read(name))] });
    }
    return tensors;
  } finally {
    await opened.close();
  }
}

/** A copy of a golden file in which `find` is replaced by `replacement` of the same length. */
async function changed(name: string, find: string, replacement: string): Promise<string> {
  expect(replacement).toHaveLength(find.length);
  const text = (await readFile(golden(name))).toString("latin1");
  expect(text).toContain(find);
  const file = path.join(folder, `changed-${name}`);
  await writeFile(file, Buffer.from(text.replaceAll(find, replacement), "latin1"));
  return file;
}

describe.each(["zip.pth", "zip-protocol-4.pth", "legacy.pth"])("%s", (name) => {
  test("every dtype, view and stride is read as PyTorch means it", async () => {
    const tensors = await readAll(golden(name));
    const sixth = [...values.slice(0, 6)];
    expect(Object.fromEntries(tensors)).toEqual({
      float32: { dtype: "F32", shape: [2, 3, 4], values: [...values] },
      float16: { dtype: "F16", shape: [2, 3], values: sixth },
      bfloat16: { dtype: "BF16", shape: [6], values: sixth },
      int64: { dtype: "I64", shape: [], values: [2 ** 40] },
      uint8: { dtype: "U8", shape: [3], values: [1, 2, 255] },
      bool: { dtype: "BOOL", shape: [2], values: [1, 0] },
      view: { dtype: "F32", shape: [3, 4], values: [...values.slice(4, 16)] },
      transposed: { dtype: "F32", shape: [6, 4], values: transposed([...values], 4, 6) },
      channels_last: { dtype: "F32", shape: [1, 2, 3, 4], values: Array.from({ length: 24 }, (_, i) => i) },
      parameter: { dtype: "F32", shape: [3], values: [...values.slice(0, 3)] },
      empty: { dtype: "F32", shape: [0, 4], values: [] },
    });
  });

  test("cut off anywhere, it is a clear error that names the file", async () => {
    const whole = await readFile(golden(name));
    const file = path.join(folder, `cut-${name}`);
    for (let length = 4; length < whole.length; length += 97) {
      await writeFile(file, whole.subarray(0, length));
      await expect(readAll(file), `${length} bytes`).rejects.toThrow(CheckpointError);
      await expect(readAll(file), `${length} bytes`).rejects.toThrow(file);
    }
  });
});

function transposed(matrix: readonly number[], rows: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}

test("the authors' own kind of file: their names, and every value", async () => {
  const [set = ""] = await goldenSets("miil.pth");
  const tensors = await readAll(fixturePath("models", set, "miil.pth"));
  const expected = await readGolden(fixturePath("models", set, "model.safetensors"));
  expect(tensors.get("body.conv1.0.weight")?.values).toEqual([...expected.get("body.conv1.conv.weight").values]);
  expect(tensors.get("head.fc.weight")?.values).toEqual([...expected.get("head.fc.weight").values]);
  expect(tensors.get("body.layer1.0.conv1.0.weight")).toBeDefined();
});

describe("refuses, and runs nothing of", () => {
  test("a whole module, which names classes", async () => {
    await expect(readAll(golden("module.pth"))).rejects.toThrow(
      /module\.pth is no readable PyTorch checkpoint: it names torch\.nn\.modules\.linear\.Linear, .* Nothing of it was executed/,
    );
  });

  test("a file that wants a command to be run", async () => {
    const system =
      "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.cposix\nsystem\n(X\x04\x00\x00\x00true\x85R.";
    const file = path.join(folder, "system.pth");
    await writeFile(file, Buffer.from(system, "latin1"));
    await expect(readAll(file)).rejects.toThrow(/system\.pth .* it names posix\.system,/);
  });

  test("an allowed module's other functions", async () => {
    const file = await changed("legacy.pth", "_rebuild_tensor_v2", "_rebuild_tensor_v9");
    await expect(readAll(file)).rejects.toThrow("it names torch._utils._rebuild_tensor_v9,");
  });

  test("values without end, made of a few bytes again and again", async () => {
    const file = path.join(folder, "bomb.pth");
    const magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
    // A list of 10,000 pairs, in a tuple that is remembered; then a dict of it, 1,000 times.
    const pairs = Array.from({ length: 10_000 }, (_, i) => `M${String.fromCharCode(i & 255, i >> 8)}K\x00\x86`);
    const dicts = "h\x00h\x01R".repeat(1000);
    const pickle = `ccollections\nOrderedDict\nq\x00](${pairs.join("")}e\x85q\x01${dicts}.`;
    await writeFile(file, Buffer.from(magic + pickle, "latin1"));
    await expect(readAll(file)).rejects.toThrow(/bomb\.pth .*makes more than 2000000 values/);
  });

  test("a storage type that is called like a function", async () => {
    const file = path.join(folder, "called.pth");
    const magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
    await writeFile(file, Buffer.from(`${magic}ctorch\nFloatStorage\n)R.`, "latin1"));
    await expect(readAll(file)).rejects.toThrow("calls torch.FloatStorage, which can't be called");
  });
});

describe("a file that lies", () => {
  // Protocol 2: K is one byte, M two; \x85 to \x87 are tuples.
  test.each([
    [
      "a shape that is larger than the storage",
      "K\x02K\x03K\x04\x87",
      "K\x02K\x03K\x05\x87",
      /tensor \[2, 3, 5\] at 0/,
    ],
    [
      "an offset behind the end",
      "K\x04K\x03K\x04\x86",
      "K\x0dK\x03K\x04\x86",
      /tensor \[3, 4\] at 13 .* storage of 24/,
    ],
    ["strides behind the end", "K\x04K\x03K\x04\x86", "K\x04K\x03K\x11\x86", /tensor \[3, 17\]/],
    ["a storage, in two ways", "q\x09K\x18t", "q\x09K\x19t", /describes the storage "0" in two ways/],
    ["a storage's length", "h\x09K\x03t", "h\x09K\x04t", /storage "4" takes 4 bytes, and the zip has 3/],
    ["a storage, whose length is nothing", "q\x09K\x18t", "q\x09N)t", /no storage of a tensor/],
  ])("about %s is refused", async (_, find, replacement, message) => {
    const file = await changed("zip.pth", find, replacement);
    await expect(readAll(file)).rejects.toThrow(message);
  });

  test("and says that its storage is longer than the file ends in a clear error", async () => {
    const file = await changed("legacy.pth", "\x18\x00\x00\x00\x00\x00\x00\x00", "\x18\x00\x00\x00\x00\x00\x00\x7f");
    await expect(readAll(file)).rejects.toThrow(/has 9151314442816847896 numbers, expected 24/);
  });

  test("and ends in its last storage is refused before anything is read", async () => {
    const file = path.join(folder, "cut.pth");
    await writeFile(file, (await readFile(golden("legacy.pth"))).subarray(0, -1));
    await expect(openTensorFile(file)).rejects.toThrow(
      /cut\.pth.*ends at byte \d+, and the file at \d+: it is cut off/,
    );
  });
});

test("a zip without a pickle, and a dict without tensors, are no checkpoints", async () => {
  const nothing = path.join(folder, "nothing.pth");
  const magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
  await writeFile(nothing, Buffer.from(`${magic}K\x01.}.}.].`, "latin1"));
  await expect(readAll(nothing)).rejects.toThrow("it holds no dict of tensors");
  const renamed = await changed("zip.pth", "data.pkl", "date.pkl");
  await expect(readAll(renamed)).rejects.toThrow("the zip has no data.pkl");
});

test("a safetensors file is opened by what it is, whatever its name", async () => {
  const file = path.join(folder, "weights.pth");
  const [set = ""] = await goldenSets("model.safetensors");
  await writeFile(file, await readFile(fixturePath("models", set, "model.safetensors")));
  const { num_classes } = readGoldenJson<{ num_classes: number }>("models", set, "config.json");
  expect((await readAll(file)).get("head.fc.bias")?.shape).toEqual([num_classes]);
});

test("a closed file leaves no handle open", async () => {
  const opened = await openTensorFile(golden("zip.pth"));
  await opened.close();
  await expect(opened.read("float32")).rejects.toThrow();
  const again = await open(golden("zip.pth"), "r");
  await again.close();
});
