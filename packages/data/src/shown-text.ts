/** As much of a text as a message can show. */
export function shownText(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}… (${text.length.toLocaleString("en-US")} characters)`;
}
