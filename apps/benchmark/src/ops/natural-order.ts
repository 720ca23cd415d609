/** Order of layers' names: `layer3.2` before `layer3.10`. */
const collator = new Intl.Collator("en", { numeric: true });

/** Compares two names, for sorting. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b);
}
