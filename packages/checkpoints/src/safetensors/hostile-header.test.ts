/** Headers made to fill memory, time or a terminal: what they cost is counted, not timed. */
import { mkdtemp, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTensorFile } from "../open-tensor-file.ts";
import { newCounts } from "../read-counts.ts";
import { readSafetensors } from "./read-safetensors.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-hostile-"));
  file = path.join(folder, "hostile.safetensors");
});
afterAll(() => rm(folder, { recursive: true }));

async function craft(header: string, dataBytes = 0): Promise<void> {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  await writeFile(file, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
}

async function refusal(): Promise<string> {
  const error: unknown = await readSafetensors(file).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: "CheckpointError", message: expect.stringContaining(file) });
  const message = error instanceof Error ? error.message : "";
  expect(message.length).toBeLessThan(700);
  return message;
}

const long = "x".repeat(20_000_000);
const entry = (fields: object = {}) => ({ dtype: "F32", shape: [0], data_offsets: [0, 0], ...fields });

describe("a text of 20 MB", () => {
  test("in the metadata, and as a name, is read", async () => {
    await craft(JSON.stringify({ __metadata__: { long }, [long]: entry() }));
    const { tensors, metadata } = await readSafetensors(file);
    expect(metadata["long"] === long).toBe(true);
    expect([...tensors.keys()][0] === long).toBe(true);
  });

  test("full of escapes is read in one pass", async () => {
    const escapes = '\\"\\\\'.repeat(2_000_000);
    await craft(`{"__metadata__":{"a":"${escapes}"}}`);
    expect((await readSafetensors(file)).metadata["a"]).toHaveLength(4_000_000);
  });

  test.each([
    ["a name", { [long]: entry({ shape: [1] }) }, /tensor "x{80}…" has 0 bytes, expected 4/],
    ["a dtype", { a: entry({ dtype: long }) }, /tensor "a" has dtype "x{80}…", expected one of/],
    ["a shape", { a: entry({ shape: long }) }, /tensor "a" has shape "x{80}…", expected whole numbers/],
    ["offsets", { a: entry({ data_offsets: long }) }, /tensor "a" has data_offsets "x{80}…"/],
    ["a key of metadata", { __metadata__: { [long]: 7 } }, /metadata "x{80}…" is no string/],
  ])("as %s that is wrong is not repeated whole", async (_, header, message) => {
    await craft(JSON.stringify(header));
    expect(await refusal()).toMatch(message);
  });
});

test.each([
  ["lists", "[", /the header nests deeper than 3 levels/],
  ["objects", '{"a":', /the header nests deeper than 3 levels/],
])("%s of a million levels", async (_, level, message) => {
  await craft(level.repeat(1_000_000));
  expect(await refusal()).toMatch(message);
});

test("a nested value in a shape is not followed", async () => {
  await craft('{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}', 4);
  expect(await refusal()).toMatch(/nests deeper than 3 levels/);
});

test("a shape of a million axes, and one of 65", async () => {
  for (const axes of [1_000_000, 65]) {
    await craft(`{"a":{"dtype":"F32","shape":[${"1,".repeat(axes - 1)}1],"data_offsets":[0,4]}}`, 4);
    expect(await refusal()).toMatch(/the header has a list of more than 64 numbers/);
  }
  await craft(`{"a":{"dtype":"F32","shape":[${"1,".repeat(63)}1],"data_offsets":[0,4]}}`, 4);
  expect((await readSafetensors(file)).tensors.get("a")?.shape).toHaveLength(64);
});

test("an empty tensor whose other sizes no number holds is empty", async () => {
  const huge = 2 ** 50;
  await craft(JSON.stringify({ a: entry({ shape: Array.from({ length: 30 }, () => huge).concat(0) }) }));
  expect((await readSafetensors(file)).tensors.get("a")?.data).toHaveLength(0);
});

test("metadata of more than 100,000 keys", async () => {
  const keys = Array.from({ length: 100_001 }, (_, i) => `"${i}":""`);
  await craft(`{"__metadata__":{${keys.join()}}}`);
  expect(await refusal()).toMatch(/the header has an object of more than 100000 keys/);
});

describe("many tensors", () => {
  const header = (count: number) =>
    `{${Array.from({ length: count }, (_, i) => `"t${i}":{"dtype":"F32","shape":[1],"data_offsets":[${4 * i},${4 * i + 4}]}`).join()}}`;

  test("cost work in proportion, and a read of each of the file's bytes", async () => {
    const costs = [];
    for (const count of [1000, 100_000]) {
      const json = header(count);
      await craft(json, 4 * count);
      const counts = newCounts();
      const { tensors } = await readSafetensors(file, { counts });
      expect(tensors.size).toBe(count);
      expect(counts.bytes).toBe(8 + 8 + json.length + 4 * count);
      costs.push(counts.operations / count);
    }
    expect(costs[1]).toBeCloseTo(costs[0] ?? 0, 2);
  });

  test("more than 500,000 are refused before they are parsed", async () => {
    await craft(`{${Array.from({ length: 500_002 }, (_, i) => `"${i}":{}`).join()}}`);
    expect(await refusal()).toMatch(/it has more than 500000 tensors/);
  });
});

test("names with escape sequences and marks of direction are shown as what they are", async () => {
  await craft(JSON.stringify({ "\u001b[31m\u202ered\n": entry({ shape: [1] }) }));
  const message = await refusal();
  expect(message).toContain('tensor "\\u001b[31m\\u202ered\\n" has');
});

describe("a file without end, of holes that take no room on the disk,", () => {
  async function sparse(sizes: readonly number[]): Promise<void> {
    const entries = sizes.map((size, index) => {
      const begin = sizes.slice(0, index).reduce((sum, other) => sum + other, 0);
      return [`t${index}`, { dtype: "U8", shape: [size], data_offsets: [begin, begin + size] }];
    });
    await craft(JSON.stringify(Object.fromEntries(entries)));
    const { size } = await stat(file);
    await truncate(file, size + sizes.reduce((sum, other) => sum + other, 0));
  }

  test("is not read at once beyond 4 GiB", async () => {
    await sparse([2 ** 32 + 1]);
    expect(await refusal()).toMatch(/asks for 4294967297 bytes at once, the limit is 4294967296/);
  });

  test("is not read whole beyond 16 GiB, but tensor by tensor", async () => {
    await sparse([...Array.from({ length: 8 }, () => 2 ** 31), 3]);
    expect(await refusal()).toMatch(/has 17179869187 bytes of tensors, .* Read them one by one with openSafetensors/);
    const opened = await openTensorFile(file);
    expect((await opened.read("t8")).data).toEqual(new Uint8Array(3));
    await opened.close();
  });
});

test("a folder and a device are no files; neither is read", async () => {
  await expect(openTensorFile(folder)).rejects.toThrow(/can't be opened: expected a file, got a folder/);
  await expect(openTensorFile("/dev/null")).rejects.toThrow(/can't be opened: expected a file, got a pipe or a device/);
});
