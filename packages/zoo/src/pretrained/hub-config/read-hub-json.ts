import { CheckpointError } from "@tresnet/checkpoints";
import { readWhole } from "@tresnet/files";

/** The longest config.json of timm's, with all of ImageNet-21k's classes, has less than 2 MB. */
const mostBytes = 2 ** 24;

/**
 * Reads the JSON of a config.json as the Hugging Face hub has them, of at most 16 MiB; what is in it is not looked at.
 * @throws CheckpointError naming the file when it cannot be read, is too large or is no JSON.
 */
export async function readHubJson(file: string): Promise<unknown> {
  const bytes = await readWhole(file, { mostBytes }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new CheckpointError(`${file}: expected a description that can be read (${reason}).`, { cause });
  });
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new CheckpointError(`${file} is no JSON: ${cause instanceof Error ? cause.message : cause}.`, { cause });
  }
}
