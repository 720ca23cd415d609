/** Zips of very many entries, of names twice, and of counts that are not true. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTensorFile } from "../open-tensor-file.ts";
import { newCounts } from "../read-counts.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-zip-"));
  file = path.join(folder, "hostile.pth");
});
afterAll(() => rm(folder, { recursive: true }));

/** A zip of stored entries. */
function zipOf(entries: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), bytes]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

const text = (value: string) => `U${String.fromCharCode(value.length)}${value}`;

/** A checkpoint of `count` tensors of one number, each with a storage of its own. */
function checkpoint(count: number): Buffer {
  const tensors = Array.from({ length: count }, (_, i) => {
    const storage = `(${text("storage")}ctorch\nFloatStorage\n${text(`${i}`)}${text("cpu")}K\x01tQ`;
    return `${text(`t${i}`)}ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x00K\x01\x85K\x01\x85\x89NtR`;
  });
  const numbers = (i: number) => Buffer.from(Float32Array.of(i).buffer);
  return zipOf([
    ["m/data.pkl", Buffer.from(`\x80\x02}(${tensors.join("")}u.`, "latin1")],
    ...Array.from({ length: count }, (_, i) => [`m/data/${i}`, numbers(i)] as const),
  ]);
}

test("thousands of tensors, each with a storage of its own, cost work and memory in proportion", async () => {
  for (const count of [100, 10_000]) {
    const bytes = checkpoint(count);
    await writeFile(file, bytes);
    const counts = newCounts();
    const opened = await openTensorFile(file, { counts });
    expect(opened.entries.size).toBe(count);
    expect((await opened.read(`t${count - 1}`)).data).toEqual(Float32Array.of(count - 1));
    await opened.close();
    // The list, the pickle, the head of each storage: each through windows of 128 KiB.
    expect(counts.bytes).toBeLessThan(2 * bytes.length + 3 * 2 ** 17);
    expect(counts.operations).toBeLessThan(25 * count + 100);
  }
});

test("an entry that is there twice is refused: which of the two would be the weights?", async () => {
  const name = ["m/data.pkl", Buffer.from("\x80\x02}.", "latin1")] as const;
  await writeFile(file, zipOf([name, name]));
  await expect(openTensorFile(file)).rejects.toThrow(/hostile\.pth .* the zip has "m\/data\.pkl" twice/);
});

test("more entries than the limit are refused by their count, before one is read", async () => {
  const golden = await readFile(path.join(import.meta.dirname, "..", "..", "test", "golden", "zip.pth"));
  const record = golden.indexOf("PK\x06\x06", 0, "latin1");
  golden.writeBigUInt64LE(200_001n, record + 24);
  golden.writeBigUInt64LE(200_001n, record + 32);
  const end = golden.lastIndexOf("PK\x05\x06", undefined, "latin1");
  golden.writeUInt32LE(0xffffffff, end + 8);
  await writeFile(file, golden);
  await expect(openTensorFile(file)).rejects.toThrow(/the zip has 200001 entries, the limit is 200000/);
});
