/** Puts the tensors of an open checkpoint into a module: compares every key and shape first, then changes weights. */
import { namedWeights } from "@tresnet/blocks";
import { type TensorData, type TensorFile, toFloat32 } from "@tresnet/checkpoints";
import { type Differences, differencesOf, misfit, type WeightOwner, withoutKeys } from "./differences.ts";
import { batchNormsOf } from "./state-dict.ts";
import { fromTimm } from "./timm-layout.ts";

/** How `loadTensors` takes a checkpoint. */
export interface LoadTensorsOptions {
  /** Whether everything must fit; false loads what fits and reports the rest. @default true */
  readonly strict?: boolean;
  /** Matches the keys that may differ although the rest must fit, such as a head's. @default none */
  readonly mayDiffer?: RegExp;
  /** The last sentence of the error of a checkpoint that does not fit: what the caller's user can do. */
  readonly advice?: string | undefined;
}

/**
 * Loads an open checkpoint, whose names are those of `weightsOf` and whose layouts are PyTorch's, into any module: what
 * `loadWeights` does for models of the zoo, for what is built of them. The caller closes the file.
 *
 * Batch counts (`num_batches_tracked`) may be absent. Tensors that lay beside the model's, such as a loss's own, are
 * reported and no fault.
 * @throws CheckpointError naming `path`, when it differs where it must not; then no weight has changed.
 */
export async function loadTensors(
  model: WeightOwner,
  path: string,
  checkpoint: TensorFile,
  { strict = true, mayDiffer, advice }: LoadTensorsOptions = {},
): Promise<Differences> {
  const differences = differencesOf(model, checkpoint);
  const beside = new Set(checkpoint.unwrapped?.withoutPrefix);
  const own = { ...differences, unexpected: differences.unexpected.filter((key) => !beside.has(key)) };
  const faults = mayDiffer === undefined ? own : withoutKeys(mayDiffer, own);
  if (strict && faults.missing.length + faults.unexpected.length + faults.mismatched.length > 0) {
    throw misfit(model, path, checkpoint, faults, advice);
  }
  const weights = namedWeights(model);
  const norms = batchNormsOf(model);
  for (const key of differences.loaded) {
    const tensor = await checkpoint.read(key);
    const weight = weights.get(key);
    weight?.assign(fromTimm(toFloat32(tensor), weight.shape));
    const norm = norms.get(key);
    if (norm !== undefined) norm.batchesTracked = countOf(tensor);
  }
  return differences;
}

/** A count of batches, which casting a whole state dict may have made a float. */
function countOf(tensor: TensorData): bigint {
  const [count = 0] = tensor.data;
  if (typeof count === "bigint") return count;
  const [value = 0] = toFloat32(tensor);
  return BigInt(Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0);
}
