/** Turns a mistyped word into a helpful half-sentence. */
import { closestMatch } from "leven";

/** What is longer is no mistyped word; the work grows with the square of the length. */
const longest = 64;

/**
 * ` Did you mean "cosine"?` for a word that is close to one of the candidates, else nothing.
 *
 * Close: at most two letters differ, or two fifths of a longer word.
 */
export function suggestion(word: string, candidates: readonly string[]): string {
  if (word.length > longest) return "";
  const maxDistance = Math.max(2, Math.floor(word.length * 0.4));
  const lowerCase = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const nearest = closestMatch(word.toLowerCase(), [...lowerCase.keys()], { maxDistance });
  const candidate = nearest === undefined ? undefined : lowerCase.get(nearest);
  return candidate === undefined ? "" : ` Did you mean "${candidate}"?`;
}
