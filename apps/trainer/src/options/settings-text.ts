/** What a text of settings says: JSON, or YAML without what takes long and no settings need. */
import { quoted, visible } from "@tresnet/checkpoints";
import { type CST, type Document, isAlias, isMap, isScalar, LineCounter, Parser, parseDocument, visit } from "yaml";
import { UsageError } from "../errors.ts";
import { repeatedName } from "./repeated-name.ts";

/**
 * The most that a text of settings may have. The config.json of a run with ImageNet's 21,841 classes has half a MB of
 * JSON. YAML takes a thousand bytes of memory for each byte, and time that grows with its depth.
 */
export const configLimits = { yamlBytes: 2 ** 16, jsonBytes: 4 * 2 ** 20, aliases: 100, depth: 32 } as const;

/**
 * The value that a text stands for; JSON is YAML too, but larger files, which programs write, are read faster.
 * @throws UsageError naming `file`, when the text does not parse, is larger or deeper than `configLimits` has it, or
 * names one thing twice.
 */
export function settingsIn(content: string, file: string): unknown {
  const json = /^\s*\{/.test(content) ? jsonIn(content) : undefined;
  if (json !== undefined) {
    const twice = repeatedName(content);
    if (twice !== undefined) throw new UsageError(`${file}: ${notUnique(twice)}`);
    return json;
  }
  const { yamlBytes, jsonBytes } = configLimits;
  if (content.length <= yamlBytes) return yamlIn(content, file);
  throw new UsageError(
    `${file}: expected settings of at most ${yamlBytes} bytes of YAML or ${jsonBytes} of JSON, got ${content.length} characters that are no JSON. Is this the right file?`,
  );
}

function jsonIn(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined; // YAML's parser says where it is wrong
  }
}

function yamlIn(content: string, file: string): unknown {
  try {
    if (isTooDeep(content)) throw new RangeError();
    const lines = new LineCounter();
    // The parser compares each key with all others of its map, and shows the line of each of its errors: both take
    // minutes where there are many.
    const document = parseDocument(content, { uniqueKeys: false, prettyErrors: false, lineCounter: lines });
    const [error] = document.errors;
    const { line, col } = lines.linePos(error?.pos[0] ?? 0);
    const problem = error === undefined ? problemOf(document) : `${error.message} at line ${line}, column ${col}`;
    if (problem !== undefined) throw new UsageError(`${file}: ${visible(problem)}`);
    return document.toJS();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason =
      cause instanceof RangeError ? "it is nested too deep" : cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${file}: expected YAML or JSON that can be read (${visible(reason)}). Mend the file.`, {
      cause,
    });
  }
}

/** Looks at what the parser's first, quick half makes: the second takes a time that doubles with some levels. */
function isTooDeep(content: string): boolean {
  let level: CST.Token[] = [...new Parser().parse(content)];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > configLimits.depth) return true;
    level = level.flatMap(partsOf);
  }
  return false;
}

function partsOf(token: CST.Token): CST.Token[] {
  const parts = token.type === "document" ? [token.value] : "items" in token ? token.items.flatMap(partsOfItem) : [];
  return parts.filter((part) => part !== undefined && part !== null);
}

function partsOfItem({ key, value }: CST.CollectionItem): (CST.Token | null | undefined)[] {
  return [key, value];
}

/** What the parser does not look for: names that stand twice or are none, and more aliases than a person writes. */
function problemOf(document: Document): string | undefined {
  let problem: string | undefined;
  let aliases = 0;
  visit(document, (_, node) => {
    if (isMap(node)) problem ??= problemOfKeys(node.items.map(({ key }) => key));
    if (isAlias(node)) aliases += 1;
    return problem === undefined ? undefined : visit.BREAK;
  });
  if (problem === undefined && aliases > configLimits.aliases)
    return `expected at most ${configLimits.aliases} aliases (*name), got ${aliases}. Write the values out.`;
  return problem;
}

function problemOfKeys(keys: readonly unknown[]): string | undefined {
  const seen = new Set<unknown>();
  for (const key of keys) {
    if (key !== null && !isScalar(key)) return "expected names before the colons, got a list, values or an alias.";
    const name = isScalar(key) ? key.value : key;
    if (seen.has(name)) return notUnique(name);
    seen.add(name);
  }
  return undefined;
}

function notUnique(name: unknown): string {
  return `Map keys must be unique, and ${quoted(name)} stands there twice. Remove one.`;
}
