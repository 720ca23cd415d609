/** Looks, before anything is trained, whether each part of the data has an image that can be read. */
import { DataError, type Dataset, type DatasetSplits, decodeFile } from "@tresnet/data";

/** Who has more broken images than this in a row is told by the training. */
const mostTried = 1000;

/**
 * Reads images of each part until one is sound, which mostly is the first: validation would find out after an epoch,
 * the final score after all of them.
 * @throws DataError that names the part and its first image; the signal's reason.
 */
export async function requireReadable(data: DatasetSplits, signal: AbortSignal): Promise<void> {
  for (const part of [data.train, data.val, data.test]) if (part !== undefined) await requireOne(part, signal);
}

async function requireOne(part: Dataset, signal: AbortSignal): Promise<void> {
  let example = "";
  for (let index = 0; index < Math.min(part.length, mostTried); index++) {
    signal.throwIfAborted();
    const source = part.source(index);
    if (source.kind !== "file") return;
    try {
      await decodeFile(source.path);
      return;
    } catch (error) {
      example ||= `${part.id(index)}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  if (part.length > mostTried) return;
  throw new DataError(
    `${part.name}: expected images that can be read, and all ${part.length} are broken (such as ${example}). Check the files, or leave this part out.`,
  );
}
