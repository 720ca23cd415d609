/** Names of classes, compared as people read them: in Unicode's NFC, without blanks around them. */

/** The form in which two names are compared: macOS writes "ü" as two characters, and blanks at an end are not seen. */
export function canonicalName(name: string): string {
  return name.normalize("NFC").trim();
}

/** Tells whether two lists have the same names in the same order. */
export function areSameNames(some: readonly string[], others: readonly string[]): boolean {
  return (
    some.length === others.length &&
    some.every((name, index) => canonicalName(name) === canonicalName(others[index] ?? ""))
  );
}

/** The place of each name in a list, by canonical name. */
export function placesOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [canonicalName(name), index]));
}
