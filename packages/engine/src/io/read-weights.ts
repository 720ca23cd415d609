/** The weights of a TensorFlow.js model: what its manifest lists, out of the files beside it. */
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { readModelFile } from "./model-file.ts";

/**
 * Reads every file that a weights manifest names, from the folder of `file`, which the manifest stands in.
 * @throws Error that names the file: where there is no manifest in it, a file of weights is missing or lies elsewhere,
 * or there are fewer or more bytes than the manifest's weights take.
 */
export async function readWeights(
  file: string,
  manifest: unknown,
): Promise<[tf.io.WeightsManifestEntry[], ArrayBuffer]> {
  if (!isManifest(manifest)) {
    throw new Error(`${file}: expected a list of paths and weights as its weights manifest. Convert the model again.`);
  }
  const specs: tf.io.WeightsManifestEntry[] = [];
  const shards: Buffer[] = [];
  for (const group of manifest) {
    const read = await Promise.all(
      group.paths.map((name) => readModelFile(inFolderOf(file, name), `weights of ${file}`)),
    );
    checkBytes(file, group, read);
    specs.push(...group.weights);
    shards.push(...read);
  }
  const bytes = new Uint8Array(shards.reduce((sum, shard) => sum + shard.length, 0));
  let offset = 0;
  for (const shard of shards) {
    bytes.set(shard, offset);
    offset += shard.length;
  }
  return [specs, bytes.buffer];
}

function isManifest(manifest: unknown): manifest is tf.io.WeightsManifestConfig {
  return (
    Array.isArray(manifest) &&
    manifest.every(
      (group) =>
        isList(group?.paths, (name) => typeof name === "string") &&
        isList(group?.weights, (weight) => typeof weight === "object" && weight !== null && "shape" in weight),
    )
  );
}

function isList(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}

/** A model out of the net must not read what lies elsewhere. */
function inFolderOf(file: string, name: string): string {
  const folder = path.dirname(file);
  const found = path.resolve(folder, name);
  if (found.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)) return found;
  throw new Error(`${file}: expected weights in files beside it, got the path "${name}". Put them into its folder.`);
}

/** tfjs reads zeros, or fails in its own words, where weights are cut off. */
function checkBytes(
  file: string,
  { paths, weights }: tf.io.WeightsManifestConfig[number],
  read: readonly Buffer[],
): void {
  const found = read.reduce((sum, shard) => sum + shard.length, 0);
  const sizes = weights.map(bytesOf);
  const expected = sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  if (expected === undefined || expected === found) return;
  throw new Error(
    `${file}: its weights take ${expected} bytes, found ${found} in ${paths.join(", ")}. Copy the files again.`,
  );
}

/** How many bytes a weight takes; undefined for strings, whose lengths stand among them. */
function bytesOf({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number | undefined {
  if (dtype === "string") return undefined;
  const sizes: Readonly<Record<string, number>> = {
    bool: 1,
    uint8: 1,
    uint16: 2,
    float16: 2,
    int32: 4,
    float32: 4,
    complex64: 8,
  };
  const size = sizes[quantization?.dtype ?? dtype];
  return size === undefined ? undefined : size * tf.util.sizeFromShape(shape);
}
