/** Damage to JPEGs that are not baseline: TensorFlow's decoder fills it in and tells nobody, sharp's tells. */
import { decodeWithSharp } from "./formats/decode-with-sharp.ts";
import type { TellDamage } from "./formats/tell-damage.ts";

/** The most files whose names are kept; after so many all are looked at anew. */
const mostNames = 2 ** 18;

/** The files that this thread has looked at. */
const seen = new Set<string>();

/** What is known of a file that is looked at. */
export interface LookedAt {
  /** The file's path; without one nothing is looked at. */
  readonly name?: string | undefined;
  /** Is told, in words, of the damage. */
  readonly tellDamage?: TellDamage | undefined;
}

/**
 * Decodes a JPEG once more by sharp, to tell of its damage, and throws the pixels away: each thread does that for the
 * first time that it meets a file, so that a training pays for it in its first epoch alone.
 */
export async function lookForDamage(bytes: Uint8Array, { name, tellDamage }: LookedAt): Promise<void> {
  if (name === undefined || !tellDamage || seen.has(name)) return;
  if (seen.size >= mostNames) seen.clear();
  seen.add(name);
  await decodeWithSharp(bytes, { format: "jpeg", what: "a JPEG" }, { tellDamage }).catch((error: unknown) =>
    tellDamage(error instanceof Error ? error.message : String(error)),
  );
}
