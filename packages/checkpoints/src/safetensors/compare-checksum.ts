/** Compares what is read of a file with the checksum that its metadata carries. */
import { CheckpointError } from "../checkpoint-error.ts";
import { blankChecksum, checksumKey, fileHash } from "./checksum.ts";

/** Waits for all data of a file, in its order. */
export interface Comparison {
  update(bytes: Uint8Array): void;
  /** @throws CheckpointError when what was seen is not what was written. */
  finish(): void;
}

/** Compares the file of this header with its checksum. */
export function comparison(path: string, header: Buffer, checksum: string): Comparison {
  const blank = blankChecksum(header, checksum);
  let hash = fileHash(blank ?? header);
  return {
    update: (bytes) => void hash.update(bytes),
    finish() {
      const found = hash.digest("hex");
      hash = fileHash(blank ?? header); // for another time
      if (blank !== undefined && found === checksum) return;
      throw new CheckpointError(
        `${path} is damaged: its bytes are not those that were written, by the checksum in its metadata (${checksumKey}). Fetch or write it again, or use another checkpoint. If another program changed the file on purpose, let it leave that entry out.`,
      );
    },
  };
}
