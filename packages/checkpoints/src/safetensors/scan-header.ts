/**
 * Looks over a header before it is parsed: what JSON.parse would hide (a key that is named twice, of which it keeps the
 * last), and what it would fill any memory with.
 */
import { quoted } from "../quote.ts";
import type { ReadCounts } from "../read-counts.ts";
import { rankLimit } from "./dtypes.ts";

/** The most tensors of a file. A TResNet has about a thousand. */
export const tensorLimit = 500_000;

/** The most entries of the metadata, and fields of a tensor. */
const fieldLimit = 100_000;

/** A header is an object of objects of lists. */
const depthLimit = 3;

const quote = 0x22;
const backslash = 0x5c;
const [comma, colon, leftBracket, rightBracket, leftBrace, rightBrace] = Buffer.from(",:[]{}");

/** What is open: the keys of an object so far, or how many items a list has. */
type Open = { readonly keys: Set<string> } | { items: number };

/**
 * What is wrong with a header's text, as half a sentence; undefined where nothing is, and where it is no JSON, which
 * parsing will say.
 *
 * One pass, each byte looked at once or twice.
 */
export function headerProblem(json: Buffer, counts: ReadCounts): string | undefined {
  const open: Open[] = [];
  let text = { start: 0, end: 0 };
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) {
      const end = endOfText(json, at + 1);
      if (end < 0) return undefined;
      text = { start: at, end };
      at = end;
    } else if (byte === leftBrace || byte === leftBracket) {
      if (open.length === depthLimit) return `the header nests deeper than ${depthLimit} levels`;
      open.push(byte === leftBrace ? { keys: new Set() } : { items: 0 });
      counts.operations += 1;
    } else if (byte === rightBrace || byte === rightBracket) {
      open.pop();
    } else if (byte === colon || byte === comma) {
      const problem = problemOf(open, byte === colon ? keyAt(json, text) : undefined);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** A colon outside of texts follows a key of the innermost object; a comma in a list follows an item. */
function problemOf(open: readonly Open[], key: string | undefined): string | undefined {
  const inner = open.at(-1);
  if (inner === undefined) return undefined;
  if ("items" in inner) {
    inner.items += 1;
    return inner.items < rankLimit ? undefined : `the header has a list of more than ${rankLimit} numbers`;
  }
  if (key === undefined) return undefined;
  if (inner.keys.has(key)) return `the header names ${quoted(key)} twice`;
  inner.keys.add(key);
  if (open.length === 1) {
    return inner.keys.size <= tensorLimit + 1 ? undefined : `it has more than ${tensorLimit} tensors`;
  }
  return inner.keys.size <= fieldLimit ? undefined : `the header has an object of more than ${fieldLimit} keys`;
}

/** Where the text ends that begins at `start`, after its quote; -1 where it does not. */
function endOfText(json: Buffer, start: number): number {
  for (let from = start; ; ) {
    const end = json.indexOf(quote, from);
    if (end < 0) return -1;
    let escapes = 0;
    while (end - 1 - escapes >= start && json[end - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
    from = end + 1;
  }
}

function keyAt(json: Buffer, { start, end }: { readonly start: number; readonly end: number }): string {
  const key = json.toString("utf8", start + 1, end);
  if (!key.includes("\\")) return key;
  try {
    return String(JSON.parse(`"${key}"`));
  } catch {
    return key; // parsing the whole will say so
  }
}
