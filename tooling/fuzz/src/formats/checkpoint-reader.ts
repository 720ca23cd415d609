/** How both formats of checkpoints are read and judged. */
import { CheckpointError, elementCount, openTensorFile } from "@tresnet/checkpoints";
import type { Costs } from "../format.ts";

/** Reads every tensor. @throws Error when one has other numbers than its shape says. */
export async function readCheckpoint(path: string, counts: Costs): Promise<void> {
  const file = await openTensorFile(path, { counts });
  try {
    for (const [name, { dtype, shape }] of file.entries) {
      const tensor = await file.read(name);
      const parts = dtype === "C64" || dtype === "C128" ? 2 : 1;
      if (tensor.dtype !== dtype || tensor.data.length !== parts * elementCount(shape)) {
        throw new Error(`${name}: ${dtype} [${shape.join(", ")}] has ${tensor.data.length} numbers`);
      }
    }
  } finally {
    await file.close();
  }
}

export function isCheckpointError(error: Error): boolean {
  return error instanceof CheckpointError;
}
