/** Reads the arrays of a JSON file that is too large to parse as a whole, one element after another. */
import { createReadStream } from "node:fs";
import { DataError } from "../errors.ts";
import { refuseOtherKind } from "./refuse-other-kind.ts";

/** One element of an array of the outermost object. */
export interface JsonElement {
  /** The array's key. */
  readonly key: string;
  readonly value: unknown;
  /** Counted from 0 in its array. */
  readonly number: number;
}

const [quote, backslash, colon, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\:{}[]');
/** What may stand between the objects of an array. */
const between: ReadonlySet<number | undefined> = new Set(Buffer.from(", \t\r\n"));
/** No object in a sane file is larger. */
const maximumBytes = 64 * 2 ** 20;

/**
 * Yields the objects in the arrays under `keys`, some at a time; the rest of the file is passed over.
 *
 * No more than one chunk of COCO's 450 MB is in memory, and none of it becomes a JavaScript string but the element at
 * hand.
 * @throws DataError that names the file and the byte when it is no JSON object, one of these arrays holds anything but
 * objects, it is cut off, or cannot be read.
 */
export async function* jsonElements(
  file: string,
  keys: ReadonlySet<string>,
  signal?: AbortSignal,
): AsyncGenerator<readonly JsonElement[], void, undefined> {
  const scanner = new Scanner(file, keys);
  const chunks: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1 << 20 });
  let isFirst = true;
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      if (isFirst) refuseOtherKind(chunk, file, "a JSON file");
      isFirst = false;
      yield scanner.scan(chunk);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof DataError || !(cause instanceof Error && "code" in cause)) throw cause;
    throw new DataError(`${file}: expected a JSON file that can be read (${cause.message}). Check the path.`, {
      cause,
    });
  }
  scanner.end();
}

/** Follows brackets and strings through the bytes; knows where it is between two chunks. */
class Scanner {
  readonly #file: string;
  readonly #keys: ReadonlySet<string>;
  /** How many brackets are open. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** The last string of the outermost object, which is the key once a colon follows. */
  #text = "";
  #key = "";
  #isWanted = false;
  #number = 0;
  #chunk: Buffer = Buffer.alloc(0);
  /** Where in the chunk the bytes to keep begin, and those kept of earlier chunks; undefined while none are kept. */
  #start = 0;
  #parts: Buffer[] | undefined;
  /** Bytes before the chunk at hand. */
  #before = 0;
  #isOver = false;

  constructor(file: string, keys: ReadonlySet<string>) {
    this.#file = file;
    this.#keys = keys;
  }

  scan(chunk: Buffer): JsonElement[] {
    const found: JsonElement[] = [];
    this.#chunk = chunk;
    this.#start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#isInString) this.#insideString(byte, at);
      else if (byte === quote) this.#openString(at);
      else if (byte === colon && this.#depth === 1) this.#key = this.#text;
      else if (byte === openBrace || byte === openBracket) this.#open(byte, at);
      else if (byte === closeBrace || byte === closeBracket) {
        const element = this.#close(at);
        if (element) found.push(element);
      } else if (this.#depth === 2 && this.#isWanted && !between.has(byte)) throw this.#noObject(at);
    }
    this.#keepRest();
    this.#before += chunk.length;
    return found;
  }

  #insideString(byte: number | undefined, at: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) {
      this.#isInString = false;
      if (this.#depth === 1) this.#text = String(this.#take(at));
    }
  }

  #openString(at: number): void {
    if (this.#depth === 2 && this.#isWanted) throw this.#noObject(at);
    this.#isInString = true;
    if (this.#depth === 1) this.#begin(at);
  }

  #open(byte: number | undefined, at: number): void {
    if (this.#depth === 0 && (byte !== openBrace || this.#isOver)) {
      const hint = byte === openBracket ? " Label Studio's own format begins like this: export as COCO." : "";
      throw this.#error("one JSON object", "something else", at, hint);
    }
    if (this.#depth === 1) {
      this.#isWanted = byte === openBracket && this.#keys.has(this.#key);
      this.#number = 0;
    }
    if (this.#depth === 2 && this.#isWanted) {
      if (byte !== openBrace) throw this.#noObject(at);
      this.#begin(at);
    }
    this.#depth++;
  }

  #close(at: number): JsonElement | undefined {
    this.#depth--;
    if (this.#depth < 0) throw this.#error("one JSON object", "a bracket that closes nothing", at);
    if (this.#depth === 0) this.#isOver = true;
    if (this.#depth !== 2 || !this.#parts) return undefined;
    return { key: this.#key, value: this.#take(at), number: this.#number++ };
  }

  /** From here on bytes are kept: of a key, or of an element. */
  #begin(at: number): void {
    this.#parts = [];
    this.#start = at;
  }

  #keepRest(): void {
    if (!this.#parts) return;
    this.#parts.push(this.#chunk.subarray(this.#start));
    const bytes = this.#parts.reduce((sum, { length }) => sum + length, 0);
    if (bytes > maximumBytes) throw this.#error(`elements of at most ${maximumBytes} bytes`, "a larger one", 0);
  }

  /** What the bytes kept, up to this one, stand for. */
  #take(at: number): unknown {
    const rest = this.#chunk.subarray(this.#start, at + 1);
    const text = (this.#parts?.length ? Buffer.concat([...this.#parts, rest]) : rest).toString("utf8");
    this.#parts = undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw this.#error("valid JSON", `an error in ${this.#key || "it"} (${reason})`, at);
    }
  }

  end(): void {
    if (this.#isOver && this.#depth === 0) return;
    throw new DataError(
      `${this.#file}: expected a whole JSON object, and the file ends after ${this.#before} bytes ${this.#before === 0 ? "without one" : "in the middle of it"}. Fetch it again.`,
    );
  }

  #noObject(at: number): DataError {
    return this.#error(`an object as ${this.#key}[${this.#number}]`, "something else", at);
  }

  #error(expected: string, got: string, at: number, hint = ""): DataError {
    return new DataError(
      `${this.#file}: expected ${expected}, got ${got} before byte ${this.#before + at + 1}. Fetch the file again or mend it.${hint}`,
    );
  }
}
