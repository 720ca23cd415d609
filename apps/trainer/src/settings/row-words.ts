/** Help and messages that are made of a table's rows. */

/** Any of these: "asl, bce or focal", in the order of the alphabet. */
export function anyOf(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(names.toSorted());
}

/** All of these: "sgd and momentum", in the order of the table. */
export function allOf(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(names);
}

/** What rows have, said once for those that have the same: "0.0001 for sgd and momentum, 0.01 for adamw". */
export function perRow<Name extends string>(names: readonly Name[], textOf: (name: Name) => string): string {
  const texts = [...new Set(names.map(textOf))];
  return texts.map((text) => `${text} for ${allOf(names.filter((name) => textOf(name) === text))}`).join(", ");
}
