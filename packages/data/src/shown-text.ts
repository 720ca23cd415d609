/** Names and texts of others in messages: on one line, of a bearable length, and with everything seen. */

/** A name in quotes, with everything escaped that is not seen: "Ka\u{308}fer", "cat\u{20}". */
export function spelledOut(name: string): string {
  const marked = name.replace(/[\p{M}\p{C}]|(?! )\p{Z}/gu, escaped).replace(/^ +| +$/g, escaped);
  return `"${marked}"`;
}

/**
 * A name as it is where it says what it seems to, else as `spelledOut` writes it: with controls, blanks at an end, or
 * marks that NFC has as one character with their letter. The joiners of emoji, Persian and Indic scripts may stay.
 */
export function shownName(name: string): string {
  const isPlain =
    name.normalize("NFC") === name && name.trim() === name && !/(?![\u200c\u200d])\p{C}|(?! )\p{Z}/u.test(name);
  return isPlain ? name : spelledOut(name);
}

function escaped(text: string): string {
  return [...text].map((letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`).join("");
}

/** The first names of a list; "…" stands for the others. */
export function firstNames(names: readonly string[]): string {
  return names.slice(0, 5).map(shownName).join(", ") + (names.length > 5 ? ", …" : "");
}

/** As much of a text as a message can show, on one line. */
export function shownText(text: string): string {
  const shown =
    text.length <= 100 ? text : `${text.slice(0, 100)}… (${text.length.toLocaleString("en-US")} characters)`;
  return shown.replace(/[\p{Cc}\u2028\u2029]/gu, escaped);
}
