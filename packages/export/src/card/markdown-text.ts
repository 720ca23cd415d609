/** Text of users in Markdown, which shows as it was given. */

/** Characters that end a line or are not to be seen, in YAML 1.1 and in Markdown. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g;

/** Half of a pair, which no file in UTF-8 can hold. */
const loneSurrogate = /\p{Surrogate}/gu;

/** The text on one line, without characters that can't be printed. */
export function onOneLine(text: string): string {
  return text.replaceAll(unprintable, " ").replaceAll(loneSurrogate, "\ufffd").trim();
}

/** What has a meaning anywhere in a line: but for "_" inside of a word, which is usual in names. */
const meaning = /[\\`*[\]<>|&~$#{}]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** What has one where a line begins: "- a", "1. a", "=". */
const beginning = /^(?:\d+(?=[.)])|(?=[-+=:]))/;

/** The text so that Markdown shows it as it is, on one line, in a cell of a table too. */
export function markdownText(text: string): string {
  // A backslash before punctuation takes its meaning away (CommonMark 2.4).
  const inside = onOneLine(text).replaceAll(meaning, "\\$&");
  return inside.replace(beginning, "$&\\");
}

/** A block of code, whatever is in it. */
export function codeBlock(language: string, code: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${code}\n${fence}`;
}

/** A table; its cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
