/** A checkpoint whose names have lost the prefixes of models' wrappers. */
import type { TensorFile } from "./safetensors/tensor-file.ts";
import { stripPrefixes } from "./state-dict/strip-prefixes.ts";

/** The same file under the names of the model itself, or the file as it is where they have no prefix. */
export function withoutPrefixes(file: TensorFile): TensorFile {
  const { originals, unwrapped } = stripPrefixes(file.entries.keys());
  if (unwrapped.prefixes.length === 0) return file;
  const entries = new Map(
    [...originals].flatMap(([name, original]) => {
      const entry = file.entries.get(original);
      return entry === undefined ? [] : [[name, entry] as const];
    }),
  );
  const bare = { wrappers: [], averaged: false, otherWeights: [], leftOut: [], unread: [] };
  return {
    ...file,
    entries,
    unwrapped: { ...bare, ...file.unwrapped, ...unwrapped },
    read: (name) => file.read(originals.get(name) ?? name),
  };
}
