/** What a file says, as messages repeat it: cut where it is long, with nothing in it that a terminal would obey. */

/** Characters of a text, and items of a list, that a message repeats. */
const mostCharacters = 80;
const mostItems = 16;

/** Controls, and marks that turn the direction of text: what JSON leaves as it is. */
const unseen = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A value in JSON's words, at most some hundred characters long; what lies deeper than one list is left out. */
export function quoted(value: unknown): string {
  if (!Array.isArray(value)) return single(value);
  const items = value.slice(0, mostItems).map(single);
  return `[${items.join(",")}${value.length > mostItems ? ",…" : ""}]`;
}

/** A name as messages show it where no quotes stand around it. */
export function plain(text: string): string {
  return quotedText(text).slice(1, -1);
}

/** What another library says of a file, of which it may repeat anything: cut, and with its controls escaped. */
export function visible(text: string, most = 400): string {
  const shown = text.length > most ? `${text.slice(0, most)}…` : text;
  return [...shown].map((character) => (isUnseen(character) ? escaped(character) : character)).join("");
}

/** Sizes as messages show a shape: `[2, 3]`. */
export function sizesText(sizes: readonly number[]): string {
  const more = sizes.length > mostItems ? ", …" : "";
  return `[${sizes.slice(0, mostItems).join(", ")}${more}]`;
}

/** A few of many names, each in quotes; "…" stands for the rest. */
export function someOf(names: Iterable<string>, most = 3): string {
  const shown: string[] = [];
  for (const name of names) {
    if (shown.length === most) return `${shown.join(", ")}, …`;
    shown.push(quoted(name));
  }
  return shown.join(", ");
}

function single(value: unknown): string {
  if (typeof value === "string") return quotedText(value);
  if (Array.isArray(value)) return "[…]";
  if (typeof value === "object" && value !== null) return "{…}";
  return value === undefined ? "none" : String(value);
}

function quotedText(text: string): string {
  const shown = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  return JSON.stringify(shown).replace(unseen, escaped);
}

function isUnseen(character: string): boolean {
  return character < " " || character.search(unseen) >= 0;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
