/** A checkpoint under other names. */
import type { TensorFile, TensorInfo } from "@tresnet/checkpoints";

/**
 * The file with the names that `nameOf` gives; those for which it gives undefined are left out. Closing it closes the
 * original.
 */
export function renamed(file: TensorFile, nameOf: (original: string) => string | undefined): TensorFile {
  const originals = new Map<string, string>();
  const entries = new Map<string, TensorInfo>();
  for (const [original, entry] of file.entries) {
    const name = nameOf(original);
    if (name === undefined) continue;
    originals.set(name, original);
    entries.set(name, entry);
  }
  return { ...file, entries, read: (name) => file.read(originals.get(name) ?? name) };
}
