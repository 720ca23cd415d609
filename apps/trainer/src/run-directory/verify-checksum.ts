/** Damage that leaves a checkpoint readable. */
import { CheckpointError, openSafetensors } from "@tresnet/checkpoints";
import type { CheckpointInfo } from "./checkpoint-metadata.ts";

/**
 * Compares a checkpoint of this command with the checksum that it carries; older ones carry none, and pass.
 * @throws CheckpointError when they differ, or the checksum is gone.
 */
export async function verifyChecksum(file: string, { checksum }: Pick<CheckpointInfo, "checksum">): Promise<void> {
  const opened = await openSafetensors(file);
  try {
    if ((await opened.verify()) || checksum === undefined) return;
  } finally {
    await opened.close();
  }
  throw new CheckpointError(
    `${file} is damaged: its description says that it carries a checksum, and it has none. Use another checkpoint of the run.`,
  );
}
