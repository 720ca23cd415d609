/** Golden values, read with the repository's own reader. */
import path from "node:path";
import { readSafetensors } from "../../../packages/checkpoints/src/safetensors/read-safetensors.ts";
import { type TensorData, toFloat32 } from "../../../packages/checkpoints/src/safetensors/tensor-data.ts";

/** The tensors of one golden file. */
export interface Golden {
  /** The file's name without its ending. */
  readonly name: string;
  readonly names: readonly string[];
  /** A tensor's values as float32, and its shape. @throws Error when the file has no such tensor. */
  get(name: string): { readonly values: Float32Array; readonly shape: number[] };
}

/** Reads a golden file, such as `fixturePath("ops", "se.safetensors")`. */
export async function readGolden(file: string): Promise<Golden> {
  const { tensors } = await readSafetensors(file);
  const find = (name: string): TensorData => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`readGolden: ${file} has no tensor "${name}".`);
    return tensor;
  };
  return {
    name: path.basename(file, ".safetensors"),
    names: [...tensors.keys()],
    get: (name) => ({ values: toFloat32(find(name)), shape: [...find(name).shape] }),
  };
}
