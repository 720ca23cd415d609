import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixturePath, goldenSets, readGoldenJson } from "@tresnet/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CheckpointError } from "../checkpoint-error.ts";
import { elementBytes } from "./dtypes.ts";
import { openSafetensors, readSafetensors } from "./read-safetensors.ts";
import { type TensorData, toFloat32 } from "./tensor-data.ts";
import { writeSafetensors } from "./write-safetensors.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-safetensors-"));
});
afterAll(() => rm(folder, { recursive: true }));

const everyDtype = new Map<string, TensorData>([
  ["u8", { dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 255) }],
  ["bool", { dtype: "BOOL", shape: [2], data: Uint8Array.of(0, 1) }],
  ["f32", { dtype: "F32", shape: [2, 1, 3], data: Float32Array.of(1, -0, 1e-40, Number.NaN, 3, 4) }],
  ["i64", { dtype: "I64", shape: [], data: BigInt64Array.of(-(2n ** 62n)) }],
  ["i32", { dtype: "I32", shape: [2], data: Int32Array.of(-7, 7) }],
  ["f16", { dtype: "F16", shape: [1], data: Uint16Array.of(0x3c00) }],
  ["bf16", { dtype: "BF16", shape: [1], data: Uint16Array.of(0x3f80) }],
  ["empty", { dtype: "F32", shape: [0, 4], data: new Float32Array(0) }],
]);

/** Writes a file whose header says `header`, followed by `dataBytes` zeros. */
async function craft(header: string | object, dataBytes: number, headerBytes?: bigint): Promise<string> {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(headerBytes ?? BigInt(json.length));
  const file = path.join(
    folder,
    `crafted-${Math.abs(json.reduce((sum, byte) => (sum * 31 + byte) | 0, dataBytes))}.safetensors`,
  );
  await writeFile(file, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
  return file;
}

describe("round trip", () => {
  test("keeps every dtype, shape, bit and metadata", async () => {
    const file = path.join(folder, "round-trip.safetensors");
    await writeSafetensors(file, everyDtype, { classes: '["cat","dög"]', format: "pt" });
    const { tensors, metadata } = await readSafetensors(file);
    expect(metadata).toEqual({ classes: '["cat","dög"]', format: "pt" });
    expect(new Map([...tensors].sort())).toEqual(new Map([...everyDtype].sort()));
  });

  test("reads one tensor without the others, and writes tensors that are made when their turn comes", async () => {
    const file = path.join(folder, "lazy.safetensors");
    const alive = new Set<string>();
    const lazy = ["a", "b", "c"].map((name, index) => {
      const data = async () => {
        expect(alive.size).toBe(index);
        alive.add(name);
        return Float32Array.of(index, index + 0.5);
      };
      return [name, { dtype: "F32", shape: [2], data }] as const;
    });
    await writeSafetensors(file, new Map(lazy));
    const opened = await openSafetensors(file);
    expect((await opened.read("b")).data).toEqual(Float32Array.of(1, 1.5));
    await expect(opened.read("z")).rejects.toThrow(/lazy\.safetensors has no tensor "z"/);
    await opened.close();
  });

  test("starts the data and every tensor at a multiple of the element's size", async () => {
    const file = path.join(folder, "aligned.safetensors");
    await writeSafetensors(file, everyDtype);
    const bytes = await readFile(file);
    expect(Number(bytes.readBigUInt64LE()) % 8).toBe(0);
    const { entries } = await openSafetensors(file).then(async (opened) => {
      await opened.close();
      return opened;
    });
    for (const { begin, dtype } of entries.values()) expect(begin % elementBytes[dtype]).toBe(0);
  });

  test("reads a file that Python's safetensors wrote", async () => {
    const [set = ""] = await goldenSets("model.safetensors");
    const { tensors, metadata } = await readSafetensors(fixturePath("models", set, "model.safetensors"));
    const { planes } = readGoldenJson<{ planes: number }>("models", set, "config.json");
    expect(metadata).toEqual({ format: "pt" });
    expect(tensors.get("body.conv1.conv.weight")?.shape).toEqual([planes, 48, 3, 3]);
    expect(tensors.get("body.conv1.bn.num_batches_tracked")).toMatchObject({ dtype: "I64", shape: [] });
  });
});

describe("a broken file is refused by name", () => {
  const f32 = (begin: number, end: number, shape: unknown = [(end - begin) / 4]) => ({
    dtype: "F32",
    shape,
    data_offsets: [begin, end],
  });
  test.each<[string, string | object, number, RegExp]>([
    ["overlapping tensors", { a: f32(0, 8), b: f32(4, 12) }, 12, /tensor "b" overlaps "a"/],
    ["a hole", { a: f32(0, 4), b: f32(8, 12) }, 12, /4 bytes between "a" and "b" belong to no tensor/],
    ["bytes at the end", { a: f32(0, 4) }, 8, /4 bytes behind "a" belong to no tensor/],
    ["data that is cut off", { a: f32(0, 16) }, 8, /tensor "a" ends at byte 16 of the data, which has 8/],
    ["negative offsets", { a: f32(-4, 0) }, 4, /tensor "a" has data_offsets \[-4,0\]/],
    ["swapped offsets", { a: { ...f32(0, 4), data_offsets: [4, 0] } }, 4, /tensor "a" has data_offsets \[4,0\]/],
    ["fractional offsets", { a: { ...f32(0, 4), data_offsets: [0.5, 4] } }, 4, /data_offsets \[0\.5,4\]/],
    ["huge offsets", { a: { ...f32(0, 4), data_offsets: [0, 2 ** 60] } }, 4, /data_offsets/],
    ["three offsets", { a: { ...f32(0, 4), data_offsets: [0, 4, 8] } }, 4, /data_offsets \[0,4,8\]/],
    ["a shape unlike the bytes", { a: f32(0, 4, [2]) }, 4, /tensor "a" has 4 bytes, expected 8 for F32 \[2\]/],
    ["a shape whose product overflows", { a: f32(0, 4, [2 ** 40, 2 ** 40]) }, 4, /tensor "a" has 4 bytes, expected/],
    ["a negative shape", { a: f32(0, 4, [-1]) }, 4, /tensor "a" has shape \[-1\]/],
    ["a shape of text", { a: f32(0, 4, "1") }, 4, /tensor "a" has shape "1"/],
    [
      "an unknown dtype",
      { a: { ...f32(0, 4), dtype: "F4" } },
      4,
      /tensor "a" has dtype "F4", expected one of F64, F32/,
    ],
    ["an inherited dtype", { a: { ...f32(0, 4), dtype: "toString" } }, 4, /tensor "a" has dtype "toString"/],
    ["a tensor that is no object", { a: 7 }, 4, /tensor "a" is described by no object/],
    ["metadata that is no text", { __metadata__: { epoch: 3 }, a: f32(0, 4) }, 4, /metadata "epoch" is no string/],
    ["metadata that is a list", { __metadata__: [], a: f32(0, 4) }, 4, /the metadata is no object/],
    ["a header that is a list", [], 0, /no JSON object/],
    ["a header that is no JSON", "{", 0, /no valid JSON/],
    [
      "a tensor named twice",
      `{"a":${JSON.stringify(f32(0, 4))},"a":${JSON.stringify(f32(0, 4))}}`,
      4,
      /names "a" twice/,
    ],
    [
      "a field named twice",
      `{"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}`,
      4,
      /names "dtype" twice/,
    ],
  ])("%s", async (_, header, dataBytes, message) => {
    const file = await craft(header, dataBytes);
    const error = await readSafetensors(file).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect(error).toMatchObject({ message: expect.stringContaining(file) });
  });

  test.each<[string, bigint, RegExp]>([
    ["a header longer than the file", 1000n, /claims 1000 bytes, the file has 10/],
    ["a header beyond the limit", 2n ** 40n, /the limit is 100000000/],
    ["a header length of all ones", 2n ** 64n - 1n, /the limit is 100000000/],
  ])("%s", async (_, headerBytes, message) => {
    await expect(readSafetensors(await craft("{}", 0, headerBytes))).rejects.toThrow(message);
  });

  test("every way to cut a good file off", async () => {
    const whole = path.join(folder, "whole.safetensors");
    await writeSafetensors(whole, everyDtype, { note: "x" });
    const bytes = await readFile(whole);
    const cut = path.join(folder, "cut.safetensors");
    for (let length = 0; length < bytes.length; length += 1) {
      await writeFile(cut, bytes.subarray(0, length));
      await expect(readSafetensors(cut)).rejects.toThrow(CheckpointError);
    }
  });

  test("a missing file", async () => {
    await expect(readSafetensors(path.join(folder, "nowhere"))).rejects.toThrow(/nowhere can't be opened/);
  });
});

describe("duplicate keys are told from keys that only look alike", () => {
  test("the same key in two objects, in strings and in lists is no duplicate", async () => {
    const file = await craft(
      `{"__metadata__":{"a":"\\"a\\":{","b":"a"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
      4,
    );
    expect((await readSafetensors(file)).metadata).toEqual({ a: '"a":{', b: "a" });
  });
});

describe("a failed write", () => {
  test("leaves the old file and nothing else, and names file and tensor", async () => {
    const own = await mkdtemp(path.join(folder, "failed-"));
    const file = path.join(own, "last.safetensors");
    await writeSafetensors(file, everyDtype);
    const old = await readFile(file);
    const data = () => Promise.reject(new Error("the tensor was disposed"));
    const failing = new Map([["w", { dtype: "F32", shape: [1], data } as const]]);
    await expect(writeSafetensors(file, failing)).rejects.toThrow(
      /last\.safetensors was not written: the tensor was disposed/,
    );
    const short = new Map([["w", { dtype: "F32", shape: [2], data: Float32Array.of(1) } as const]]);
    await expect(writeSafetensors(file, short)).rejects.toThrow(
      /tensor "w" is F32 \[2\], expected 8 bytes of it, got 4/,
    );
    expect(await readFile(file)).toEqual(old);
    expect(await readdir(own)).toEqual(["last.safetensors"]);
  });

  test("names a folder that is not there", async () => {
    const file = path.join(folder, "no-such-folder", "last.safetensors");
    await expect(writeSafetensors(file, everyDtype)).rejects.toThrow(/last\.safetensors was not written: ENOENT/);
  });
});

describe("toFloat32", () => {
  test("widens half floats exactly: normal, subnormal, infinite, signed zero", () => {
    const data = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x03ff, 0x7bff, 0xfc00, 0x8000, 0x3555);
    const expected = [1, -2, 2 ** -24, 1023 * 2 ** -24, 65504, Number.NEGATIVE_INFINITY, -0, 0.333251953125];
    expect([...toFloat32({ dtype: "F16", shape: [8], data })]).toEqual(expected);
    expect(toFloat32({ dtype: "F16", shape: [1], data: Uint16Array.of(0x7e00) })[0]).toBeNaN();
  });

  test("widens bfloat16 exactly", () => {
    const data = Uint16Array.of(0x3f80, 0xbf00, 0x7f80, 0x4049);
    expect([...toFloat32({ dtype: "BF16", shape: [4], data })]).toEqual([1, -0.5, Number.POSITIVE_INFINITY, 3.140625]);
  });

  test("turns integers and truth values to floats", () => {
    expect([...toFloat32({ dtype: "I64", shape: [1], data: BigInt64Array.of(-5n) })]).toEqual([-5]);
    expect([...toFloat32({ dtype: "BOOL", shape: [2], data: Uint8Array.of(1, 0) })]).toEqual([1, 0]);
  });
});
