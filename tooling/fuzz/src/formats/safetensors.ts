/** safetensors files: every dtype, metadata, a checksum. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSafetensors, type TensorData, writeSafetensors } from "@tresnet/checkpoints";
import type { FuzzFormat } from "../format.ts";
import { isCheckpointError, readCheckpoint } from "./checkpoint-reader.ts";

export const safetensors: FuzzFormat = {
  name: "safetensors",
  ending: ".safetensors",
  async seeds() {
    const folder = await mkdtemp(path.join(tmpdir(), "tresnet-fuzz-seeds-"));
    try {
      const files = ["plain", "checked"].map((name) => path.join(folder, name));
      for (const [index, file] of files.entries()) {
        await writeSafetensors(file, tensors, { format: "pt", note: '"a":{' }, { checksum: index === 1 });
      }
      return await Promise.all(files.map((file) => readFile(file)));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  async read(file, costs) {
    await readSafetensors(file, { counts: costs });
    await readCheckpoint(file, costs);
  },
  isNamed: isCheckpointError,
  // Twice, each time the header and every tensor once.
  limits: (fileBytes) => ({ bytes: 2 * (fileBytes + 8), operations: 64 + fileBytes }),
};

const tensors: ReadonlyMap<string, TensorData> = new Map<string, TensorData>([
  ["layer.0.weight", { dtype: "F32", shape: [2, 3, 1, 1], data: Float32Array.of(1, -2, 3, 1e-40, 5, 6) }],
  ["layer.0.num_batches_tracked", { dtype: "I64", shape: [], data: BigInt64Array.of(7n) }],
  ["half", { dtype: "F16", shape: [2], data: Uint16Array.of(0x3c00, 0xbc00) }],
  ["brain", { dtype: "BF16", shape: [1, 2], data: Uint16Array.of(0x3f80, 0xbf80) }],
  ["eighth", { dtype: "F8_E4M3", shape: [3], data: Uint8Array.of(0x38, 0xae, 0x7e) }],
  ["double", { dtype: "F64", shape: [2], data: Float64Array.of(Math.PI, -1) }],
  ["complex", { dtype: "C64", shape: [1], data: Float32Array.of(1, 2) }],
  ["mask", { dtype: "BOOL", shape: [3], data: Uint8Array.of(0, 1, 1) }],
  ["empty", { dtype: "F32", shape: [0, 4], data: new Float32Array(0) }],
]);
