/** PyTorch's checkpoints: zips and the older layout, views, every dtype, inert types beside the weights. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { FuzzFormat } from "../format.ts";
import { isCheckpointError, readCheckpoint } from "./checkpoint-reader.ts";

/** Small files that PyTorch wrote; their makers lie beside them. */
const golden = path.join(import.meta.dirname, "../../../../packages/checkpoints/test/golden");

const files = [
  "zip.pth",
  "zip-protocol-4.pth",
  "legacy.pth",
  "timm-training.pth",
  "lightning.ckpt",
  "beside.pth",
  "beside-protocol-4.pth",
  "beside-legacy.pth",
];

export const torch: FuzzFormat = {
  name: "torch",
  ending: ".pth",
  seeds: () => Promise.all(files.map((file) => readFile(path.join(golden, file)))),
  read: readCheckpoint,
  isNamed: isCheckpointError,
  // Tensors may share and repeat numbers to 16 times the file and 64 MiB, of which a part is read and a part gathered;
  // entries of the zip, each with a window of the file, are as many as its bytes allow.
  limits: (fileBytes) => ({ bytes: 2 ** 26 + 2 ** 20 + 64 * fileBytes, operations: 2 ** 26 + 64 * fileBytes }),
};
