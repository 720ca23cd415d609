/** How many classes the weights in a file are for. */
import { openTensorFile } from "@tresnet/checkpoints";

/**
 * Reads from a checkpoint, safetensors or `.pth`, the number of classes of its head; undefined where it has none.
 * @throws CheckpointError for a broken file.
 */
export async function classesIn(path: string): Promise<number | undefined> {
  const file = await openTensorFile(path);
  await file.close();
  const [, bias] = [...file.entries].find(([key]) => /(^|\.)fc\.bias$/.test(key) && !key.includes(".se.")) ?? [];
  return bias?.shape[0];
}
