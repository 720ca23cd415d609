/** The number by which the processes of a cluster know which of their calls belong together. */

const known = new Map<number, string>();

/**
 * Turns the text that describes a collective op, the same on every process, into TensorFlow's number for it: FNV-1a in
 * 31 bits.
 * @throws Error where two texts have the same number: their tensors would be mixed up.
 */
export function instanceKey(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  const key = hash & 0x7fffffff;
  const other = known.get(key) ?? text;
  if (other !== text) {
    throw new Error(
      `instanceKey: "${text}" and "${other}" have the same number. Give one traced function another name.`,
    );
  }
  known.set(key, text);
  return key;
}
