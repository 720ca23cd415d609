/** Saves and restores the state of a training, exact to the bit, in one safetensors file. */
import * as tf from "@tensorflow/tfjs-core";
import {
  CheckpointError,
  openSafetensors,
  type TensorData,
  type WriteSafetensorsOptions,
  writeSafetensors,
} from "@tresnet/checkpoints";
import { betweenCalls } from "@tresnet/engine";
import type { State } from "./state.ts";

/** How many differences an error lists before it only counts them. */
const listed = 10;

/**
 * Writes every variable of `state` and the metadata to `path` as a safetensors file, atomically: an older file stays
 * until the new one is whole.
 *
 * The values are those of the moment of the call, or, where traced functions are under way, of the moment when the last
 * call that was made before has ended; what is called later does not change them. `checksum` puts one of the whole
 * file into its metadata.
 * @throws CheckpointError naming the file when it can't be written, or when a variable holds NaN or infinity: a good
 * checkpoint is never replaced by a broken one.
 */
export async function saveCheckpoint(
  path: string,
  state: State,
  metadata: Readonly<Record<string, string>> = {},
  options: WriteSafetensorsOptions = {},
): Promise<void> {
  const snapshot = await betweenCalls(() => new Map([...state].map(([name, variable]) => [name, copyOf(variable)])));
  try {
    const tensors = new Map(
      [...snapshot].map(([name, tensor]) => {
        const data = async () => checkedValues(path, name, await tensor.data());
        return [name, { dtype: dtypeOf(path, name, tensor), shape: tensor.shape, data }];
      }),
    );
    await writeSafetensors(path, tensors, metadata, options);
  } finally {
    tf.dispose([...snapshot.values()]);
  }
}

/** A tensor of the variable's present value, which no scope releases. */
function copyOf(variable: tf.Variable): tf.Tensor {
  return tf.keep(variable.clone());
}

/**
 * Restores every variable of `state` from the file and returns the file's metadata.
 *
 * Nothing is assigned unless everything fits. `partial` allows the file to hold more than `state` names, such as the
 * optimizer's slots when only the weights are wanted.
 * @throws CheckpointError naming the file and listing every name that is missing, left over, or of another shape or
 * dtype.
 */
export async function loadCheckpoint(
  path: string,
  state: State,
  { partial = false }: { readonly partial?: boolean } = {},
): Promise<Readonly<Record<string, string>>> {
  const file = await openSafetensors(path);
  try {
    const problems = mismatches(path, state, file.entries, partial);
    if (problems.length > 0) throw mismatchError(path, problems);
    const tensors = new Map<string, TensorData>();
    for (const name of state.keys()) tensors.set(name, await file.read(name));
    for (const [name, variable] of state) assign(variable, tensors.get(name));
    return file.metadata;
  } finally {
    await file.close();
  }
}

function assign(variable: tf.Variable, tensor: TensorData | undefined): void {
  const values = tensor?.data;
  if (!(values instanceof Float32Array || values instanceof Int32Array)) return;
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape, variable.dtype)));
}

type Entries = ReadonlyMap<string, Pick<TensorData, "dtype" | "shape">>;

function mismatches(path: string, state: State, entries: Entries, partial: boolean): string[] {
  const problems: string[] = [];
  for (const [name, variable] of state) {
    const entry = entries.get(name);
    const expected = `${dtypeOf(path, name, variable)} [${variable.shape.join(", ")}]`;
    const got = entry && `${entry.dtype} [${entry.shape.join(", ")}]`;
    if (got === undefined) problems.push(`${name}: expected ${expected}, not in the file`);
    else if (got !== expected) problems.push(`${name}: expected ${expected}, got ${got}`);
  }
  for (const name of entries.keys()) {
    if (!partial && !state.has(name)) problems.push(`${name}: in the file, but not part of this training`);
  }
  return problems;
}

function mismatchError(path: string, problems: readonly string[]): CheckpointError {
  const more = problems.length > listed ? `\n  … and ${problems.length - listed} more` : "";
  return new CheckpointError(
    `${path} does not fit this training in ${problems.length} places:\n  ${problems.slice(0, listed).join("\n  ")}${more}\n` +
      "Resume with the model, classes, optimizer, frozen stages, averaging, random generator and accumulation it was written with.",
  );
}

function dtypeOf(path: string, name: string, { dtype }: tf.Tensor): "F32" | "I32" {
  if (dtype === "float32") return "F32";
  if (dtype === "int32") return "I32";
  throw new CheckpointError(
    `${path}: expected "${name}" to be float32 or int32, got ${dtype}. Leave it out of the state.`,
  );
}

function checkedValues(path: string, name: string, values: tf.TypedArray): Float32Array | Int32Array {
  if (values instanceof Int32Array) return values;
  if (values instanceof Float32Array && areFinite(values)) return values;
  throw new CheckpointError(
    `${path} was not written: "${name}" holds NaN or infinity. What was there before is still there: go on from it with a lower learning rate.`,
  );
}

/** Ten times as fast as `every`: 0 times any finite number is 0, and NaN otherwise. */
function areFinite(values: Float32Array): boolean {
  let probe = 0;
  for (let i = 0; i < values.length; i++) probe += (values[i] ?? 0) * 0;
  return probe === 0;
}
