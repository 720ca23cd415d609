/** Text in lines. */

/** Breaks text into lines of at most `width` characters, at spaces; a longer word is cut. */
export function wrapText(text: string, width: number): string[] {
  const words = text.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${width}}`, "gsu")) ?? []);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const fits = last !== undefined && last.length + 1 + word.length <= width;
    lines.splice(fits ? -1 : lines.length, fits ? 1 : 0, fits ? `${last} ${word}` : word);
  }
  return lines;
}
