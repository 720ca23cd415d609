/** What the descriptions of classifiers and of detectors have in common. */

/** The form of a description, which readers know it by. */
export const format = "tresnet-1";

// Of the texts by key these are said elsewhere: in the description, or by the format itself.
const saidElsewhere = new Set(["tresnet", "classes", "preprocessing", "content", "score", "license_note"]);

/** What else is known of weights, text by key. */
export function detailsIn(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !saidElsewhere.has(key)));
}
