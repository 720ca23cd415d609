/** A model's weights as a timm checkpoint has them: its keys, its order, its layouts. */
import { BatchNorm, namedWeights, partsOf } from "@tresnet/blocks";
import {
  greatestHalf,
  type LazyTensorData,
  toFloat16,
  type WriteSafetensorsOptions,
  writeSafetensors,
} from "@tresnet/checkpoints";
import { headKey, timmShape, toTimm } from "./timm-layout.ts";

/** What `stateDictOf` adds to a model's own state. */
export interface StateDictOptions {
  /** Training steps since the weights were loaded or made, added to what batch norms say they saw. @default 0 */
  readonly batches?: number;
}

/** How `saveWeights` writes a model. */
export interface SaveWeightsOptions extends StateDictOptions, WriteSafetensorsOptions {
  /** Text by key for the file's header. @default none but `format` */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether weights are written as float16: half the bytes, three decimal digits. @default false */
  readonly half?: boolean;
  /** Whether the head is left out, for models with other classes to start from. @default false */
  readonly body?: boolean;
}

/**
 * Gives the state dict of a model under timm's keys and in PyTorch's layouts: float32 weights, and for each batch norm
 * the int64 count of the batches that it saw.
 *
 * Values are read when they are asked for, weight by weight.
 */
export function stateDictOf(model: object, { batches = 0 }: StateDictOptions = {}): Map<string, LazyTensorData> {
  const norms = batchNormsOf(model);
  const state = new Map<string, LazyTensorData>();
  for (const [key, weight] of namedWeights(model)) {
    const data = async () => toTimm(Float32Array.from(await weight.variable.data()), weight.shape);
    state.set(key, { dtype: "F32", shape: timmShape(weight.shape), data });
    const norm = key.endsWith("running_var") ? norms.get(trackedKey(key)) : undefined;
    if (norm !== undefined) {
      const tracked = () => BigInt64Array.of(norm.batchesTracked + BigInt(batches));
      state.set(trackedKey(key), { dtype: "I64", shape: [], data: tracked });
    }
  }
  return state;
}

/**
 * Writes a model's weights as a timm-named safetensors file, atomically.
 * @throws CheckpointError when it can't be written, or float16 can't hold a weight: the message names it; then the old
 * file stays as it was.
 */
export async function saveWeights(
  model: object,
  file: string,
  { metadata = {}, half = false, body = false, checksum = false, ...options }: SaveWeightsOptions = {},
): Promise<void> {
  const state = [...stateDictOf(model, options)].filter(([key]) => !(body && headKey.test(key)));
  const tensors = new Map(state.map(([key, tensor]) => [key, half ? inHalf(key, tensor) : tensor]));
  // "pt" tells timm's tools that layouts are PyTorch's.
  await writeSafetensors(file, tensors, { format: "pt", ...metadata }, { checksum });
}

/** A float tensor as float16; counts stay what they are. */
function inHalf(key: string, tensor: LazyTensorData): LazyTensorData {
  if (tensor.dtype !== "F32") return tensor;
  const data = async () => {
    const values = await tensor.data();
    if (!(values instanceof Float32Array)) throw new TypeError(`"${key}" says F32 and holds other values`);
    const outside = values.find((value) => !(Math.abs(value) <= greatestHalf));
    if (outside !== undefined) {
      throw new RangeError(
        `float16 ends at ±${greatestHalf}, and "${key}" holds ${outside}; save these weights as float32`,
      );
    }
    return toFloat16(values);
  };
  return { dtype: "F16", shape: tensor.shape, data };
}

/** The batch norms of a model by the key of their batch count, `….num_batches_tracked`. */
export function batchNormsOf(model: object): Map<string, BatchNorm> {
  const norms = partsOf(model, (value) => value instanceof BatchNorm);
  return new Map([...norms].map(([key, norm]) => [`${key}.num_batches_tracked`, norm]));
}

/**
 * Gives the batches that the norms of a model saw before its training here, by key; those that saw none are left out.
 */
export function batchCounts(model: object): Record<string, number> {
  const counts = [...batchNormsOf(model)].map(([key, norm]) => [key, Number(norm.batchesTracked)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Sets the counts that `batchCounts` gave; keys that the model does not have are ignored. */
export function restoreBatchCounts(model: object, counts: Readonly<Record<string, number>>): void {
  for (const [key, norm] of batchNormsOf(model)) norm.batchesTracked = BigInt(counts[key] ?? 0);
}

function trackedKey(key: string): string {
  return key.replace(/running_var$/, "num_batches_tracked");
}
