/** Finds what JSON.parse hides: an object that names one key twice, of which it would silently keep the last. */

/** Strings, and the characters that open or close objects and lists, of valid JSON. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/**
 * The first key that occurs twice in one object of the valid JSON text, at any depth; undefined where there is none.
 */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let text = "";
  for (const [token] of json.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token !== ":") text = token;
    else {
      // A colon outside of strings always follows a key, and the innermost thing open is that key's object.
      const keys = open.at(-1);
      const key: string = JSON.parse(text);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
