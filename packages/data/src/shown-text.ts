/** The first names of a list; "…" stands for the others. */
export function firstNames(names: readonly string[]): string {
  return names.slice(0, 5).join(", ") + (names.length > 5 ? ", …" : "");
}

/** As much of a text as a message can show. */
export function shownText(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}… (${text.length.toLocaleString("en-US")} characters)`;
}
