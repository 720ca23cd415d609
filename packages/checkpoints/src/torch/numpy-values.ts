/** Texts that NumPy keeps: the names of classes are often an array of them. Other values of NumPy stay inert. */
import { InertValue, PickleError, type PickleFunction } from "./pickle-machine.ts";

/** The type of an array's elements: "U5" are five characters of four bytes, "S5" five bytes, "O" Python's objects. */
export class NumpyType {
  readonly code: string;
  isBigEndian = false;
  constructor(code: string) {
    this.code = code;
  }
  /** Takes what the pickle sets after it has made the type: its version, then the order of bytes. */
  setState(state: unknown): void {
    this.isBigEndian = Array.isArray(state) && state[1] === ">";
  }
}

/** Bytes that a pickle of protocol 2 writes as text, a letter each. */
class TextOfBytes {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An array, whose contents are looked at when they are asked for. */
export class NumpyArray {
  #state: unknown;
  /** Takes what the pickle sets after it has made the array: version, shape, type, order and contents. */
  setState(state: unknown): void {
    this.#state = state;
  }
  /** The texts of an array with one axis; undefined for any other. */
  texts(): readonly string[] | undefined {
    const [, shape, type, , contents]: readonly unknown[] = Array.isArray(this.#state) ? this.#state : [];
    const [length, second]: readonly unknown[] = Array.isArray(shape) ? shape : [];
    if (!(type instanceof NumpyType) || typeof length !== "number" || second !== undefined) return undefined;
    if (Array.isArray(contents)) return contents.every(isText) ? [...contents] : undefined;
    const bytes = bytesOf(contents);
    const size = sizeOf(type);
    if (bytes === undefined || size === undefined || size * length !== bytes.length) return undefined;
    return Array.from({ length }, (_, index) => decoded(bytes.subarray(index * size, (index + 1) * size), type));
  }
}

/** What NumPy's functions give, by their names; values that are no text stay inert. */
export const numpyFunctions: ReadonlyMap<string, PickleFunction> = new Map<string, PickleFunction>([
  ["numpy.dtype", ([code]) => new NumpyType(typeof code === "string" ? code : "")],
  ["numpy.core.multiarray._reconstruct", () => new NumpyArray()],
  ["numpy._core.multiarray._reconstruct", () => new NumpyArray()],
  ["numpy.core.multiarray.scalar", scalar],
  ["numpy._core.multiarray.scalar", scalar],
  ["_codecs.encode", ([text, encoding]) => bytesAsText(text, encoding)],
]);

function bytesAsText(text: unknown, encoding: unknown): unknown {
  return typeof text === "string" && encoding === "latin1" ? new TextOfBytes(text) : new InertValue("bytes");
}

/** A value of its own, as an array gives one when it is gone through; a text becomes a plain one. */
function scalar([type, contents]: readonly unknown[], spend: (values: number) => void): unknown {
  const bytes = type instanceof NumpyType ? bytesOf(contents) : undefined;
  if (!(type instanceof NumpyType) || bytes === undefined || sizeOf(type) !== bytes.length) return inert;
  spend(bytes.length / 4); // one text, said again and again, would be decoded each time
  return decoded(bytes, type);
}

const inert = new InertValue("a value of NumPy");

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function bytesOf(contents: unknown): Uint8Array | undefined {
  if (contents instanceof TextOfBytes) return Buffer.from(contents.text, "latin1");
  return contents instanceof Uint8Array ? contents : undefined;
}

/** The bytes of an element; undefined for types that are no text. */
function sizeOf({ code }: NumpyType): number | undefined {
  const [, kind, letters] = /^[<>=|]?([US])([1-9]\d{0,5})$/.exec(code) ?? [];
  return kind === undefined ? undefined : Number(letters) * (kind === "U" ? 4 : 1);
}

/** Zeros fill an element up. */
function decoded(bytes: Uint8Array, { code, isBigEndian }: NumpyType): string {
  if (code.includes("S")) return Buffer.from(bytes).toString("utf8").replace(/\0+$/, "");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const point = view.getUint32(at, !isBigEndian);
    if (point > 0x10ffff) throw new PickleError("a text of NumPy has a character that there is not");
    text += String.fromCodePoint(point);
  }
  return text.replace(/\0+$/, "");
}
