import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTensorFile } from "../open-tensor-file.ts";
import { openSafetensors, readSafetensors } from "./read-safetensors.ts";
import type { TensorData } from "./tensor-data.ts";
import { writeSafetensors } from "./write-safetensors.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-checksum-"));
  file = path.join(folder, "checked.safetensors");
});
afterAll(() => rm(folder, { recursive: true }));

const tensors = new Map<string, TensorData>([
  ["0", { dtype: "F32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ["b", { dtype: "I64", shape: [], data: BigInt64Array.of(7n) }],
  ["c", { dtype: "C64", shape: [1], data: Float32Array.of(1, 2) }],
]);
const metadata = { "1": '"tresnet.sha256":"', epoch: "3" };

async function verified(): Promise<boolean> {
  const opened = await openSafetensors(file);
  try {
    return await opened.verify();
  } finally {
    await opened.close();
  }
}

test("a file with a checksum is read as it was written, and its metadata does not show the checksum", async () => {
  await writeSafetensors(file, tensors, metadata, { checksum: true });
  const read = await readSafetensors(file);
  expect(read.metadata).toEqual(metadata);
  expect(new Map([...read.tensors].sort())).toEqual(tensors);
  expect(await verified()).toBe(true);
});

test("a bit that changed anywhere is told: in a name, a shape, the metadata, a number, the checksum", async () => {
  await writeSafetensors(file, tensors, metadata, { checksum: true });
  const whole = await readFile(file);
  const key = whole.indexOf('"tresnet.sha256":') + 1;
  for (let at = 0; at < whole.length; at += 1) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    await writeFile(file, damaged);
    if (at >= key && at < key + "tresnet.sha256".length) {
      // Without its name it is no checksum: what is read is right, and known to be not compared.
      expect(new Map([...(await readSafetensors(file)).tensors].sort())).toEqual(tensors);
      expect(await verified()).toBe(false);
      continue;
    }
    await expect(readSafetensors(file), `byte ${at}`).rejects.toThrow(file);
  }
  // A shape turned round has as many bytes: nothing but the checksum tells.
  await writeFile(file, whole.toString("latin1").replace("[2,3]", "[3,2]"), "latin1");
  await expect(readSafetensors(file)).rejects.toThrow(
    /checked\.safetensors is damaged: its bytes are not those that were written.*use another checkpoint/,
  );
  await expect(verified()).rejects.toThrow(/is damaged/);
});

test("opened tensor by tensor, a file is compared when asked, again and again", async () => {
  await writeSafetensors(file, tensors, {}, { checksum: true });
  const opened = await openSafetensors(file);
  expect([await opened.verify(), await opened.verify()]).toEqual([true, true]);
  await opened.close();
});

test("a file without a checksum is not compared", async () => {
  await writeSafetensors(file, tensors, metadata);
  expect(await verified()).toBe(false);
});

test("the checksum of one file does not go into another by way of the metadata", async () => {
  await writeSafetensors(file, tensors, { ...metadata, "tresnet.sha256": "f".repeat(64) });
  expect(await verified()).toBe(false);
  expect((await readSafetensors(file)).metadata).toEqual(metadata);
  const opened = await openTensorFile(file);
  await opened.close();
  expect(opened.metadata).toEqual(metadata);
});
