/** Finds what JSON.parse hides: of a name that stands twice in an object it keeps the last. */

/** A name that one object of this sound JSON has twice; undefined where none is. One pass. */
export function repeatedName(json: string): string | undefined {
  const open: Set<string>[] = [];
  let text = { start: 0, end: 0 };
  for (let at = 0; at < json.length; at += 1) {
    switch (json[at]) {
      case '"':
        text = { start: at, end: endOfText(json, at) };
        at = text.end;
        break;
      case "{":
      case "[":
        open.push(new Set());
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ":": {
        const name = String(JSON.parse(json.slice(text.start, text.end + 1)));
        const names = open.at(-1);
        if (names?.has(name)) return name;
        names?.add(name);
      }
    }
  }
  return undefined;
}

/** Where the quote is that ends the text whose first quote is at `start`. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}
