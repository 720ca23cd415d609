/** The heads of others' weights, as a checkpoint here describes them. */
import { CheckpointError } from "@tresnet/checkpoints";
import type { HeadInFile } from "@tresnet/zoo";
import type { SavedHead } from "../run-directory/checkpoint-metadata.ts";

/**
 * The authors' decoder, whose inner width is that of every one that they published.
 * @throws CheckpointError naming the file, for another width.
 */
export function decoderOf(
  file: string,
  { groups, embedding, feedForward }: HeadInFile & { kind: "ml-decoder" },
): SavedHead {
  if (feedForward === 2048 && embedding % 8 === 0) return { kind: "ml-decoder", groups, embedding };
  throw new CheckpointError(
    `${file}: expected an ML-Decoder of 8 attention heads and 2048 features between its layers, got ${embedding} channels and ${feedForward} features. Load it with useMlDecoder of @tresnet/heads.`,
  );
}

/** The error of weights without a head, where a model is to be applied. */
export function backboneAlone(file: string, model: string): CheckpointError {
  return new CheckpointError(
    `${file}: expected a model with its head, got a backbone alone. Train a head on it with "tresnet train DATA --model ${model} --initial-checkpoint ${file}".`,
  );
}
