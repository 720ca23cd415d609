/** Text of others on a terminal: what it must not obey, and what would not be seen, stands there as an escape. */

/**
 * C0 and C1 controls and DEL; marks that turn the direction of text; line separators; marks without width, but for the
 * joiners that emoji and Indic scripts are made of.
 */
const unseen = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** One line of text as it can be shown: `\\u001b` for an escape, `\\n` for a new line. */
export function visible(text: string): string {
  return text.replace(unseen, escaped);
}

/** Text of several lines, whose ends stay. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
