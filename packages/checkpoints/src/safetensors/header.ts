/**
 * The header of a safetensors file: 8 bytes little-endian length, then JSON; checked before a byte of data is trusted.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
import { CheckpointError } from "../checkpoint-error.ts";
import { quoted, sizesText } from "../quote.ts";
import { newCounts, type ReadCounts } from "../read-counts.ts";
import { elementBytes, elementCount, isSafetensorsDtype, type SafetensorsDtype } from "./dtypes.ts";
import { headerProblem } from "./scan-header.ts";

/** What a tensor of a safetensors file is, and where its bytes lie after the header. */
export interface TensorEntry {
  /** The number format of the tensor's values, under safetensors' name. */
  readonly dtype: SafetensorsDtype;
  /** The sizes of the tensor's axes; [] for a scalar. */
  readonly shape: readonly number[];
  /** The tensor's first byte, counted from the end of the header. */
  readonly begin: number;
  /** The byte after the tensor's last one, counted from the end of the header. */
  readonly end: number;
}

/** What the header of a safetensors file says. */
export interface SafetensorsHeader {
  /** The tensors by name, in the header's order. */
  readonly entries: ReadonlyMap<string, TensorEntry>;
  /** Text by key, the header's `__metadata__`; empty where it has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The largest header that is read, the format's own limit. */
export const headerLimitBytes = 100_000_000;

/** The key that is not a tensor. */
const metadataKey = "__metadata__";

/**
 * Parses a header's JSON and checks it against the bytes of data that follow it.
 * @throws CheckpointError naming `file` and the tensor, when a dtype is unknown, a shape and its offsets disagree, or
 * the tensors overlap, leave a hole or don't end where the file ends.
 */
export function parseHeader(
  json: Buffer,
  dataBytes: number,
  file: string,
  counts: ReadCounts = newCounts(),
): SafetensorsHeader {
  const problem = headerProblem(json, counts);
  if (problem !== undefined) throw broken(file, problem);
  const header = parseObject(json.toString("utf8"), file);
  const entries = new Map<string, TensorEntry>();
  for (const name of Object.keys(header)) {
    if (name !== metadataKey) entries.set(name, parseEntry(header[name], name, file));
  }
  checkCoverage(entries, dataBytes, file);
  return { entries, metadata: parseMetadata(header[metadataKey], file) };
}

/** The bytes of a whole header, its length included, padded so that the data starts at a multiple of 8. */
export function formatHeader({ entries, metadata }: SafetensorsHeader): Buffer {
  const described = [...entries].map(([name, { dtype, shape, begin, end }]) => {
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const noted = Object.keys(metadata).length > 0 ? [[metadataKey, metadata] as const] : [];
  const json = Buffer.from(JSON.stringify(Object.fromEntries([...noted, ...described])));
  const bytes = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
  json.copy(bytes, 8);
  return bytes;
}

function parseObject(json: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw broken(file, "the header is no valid JSON", cause);
  }
  if (!isRecord(value)) throw broken(file, "the header is no JSON object");
  return value;
}

function parseEntry(value: unknown, name: string, file: string): TensorEntry {
  if (!isRecord(value)) throw broken(file, `tensor ${quoted(name)} is described by no object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isSafetensorsDtype(dtype)) {
    const known = Object.keys(elementBytes).join(", ");
    throw broken(file, `tensor ${quoted(name)} has dtype ${quoted(dtype)}, expected one of ${known}`);
  }
  if (!isSizes(shape)) throw broken(file, `tensor ${quoted(name)} has shape ${quoted(shape)}, expected whole numbers`);
  const [begin, end] = isSizes(offsets) ? offsets : [];
  if (!isSizes(offsets) || offsets.length !== 2 || begin === undefined || end === undefined || begin > end) {
    throw broken(file, `tensor ${quoted(name)} has data_offsets ${quoted(offsets)}, expected [begin, end]`);
  }
  const bytes = elementCount(shape) * elementBytes[dtype];
  if (bytes !== end - begin) {
    throw broken(
      file,
      `tensor ${quoted(name)} has ${end - begin} bytes, expected ${bytes} for ${dtype} ${sizesText(shape)}`,
    );
  }
  return { dtype, shape, begin, end };
}

function checkCoverage(entries: ReadonlyMap<string, TensorEntry>, dataBytes: number, file: string): void {
  let position = 0;
  let previous: string | undefined;
  for (const [name, { begin, end }] of [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (begin < position) throw broken(file, `tensor ${quoted(name)} overlaps ${placeOf(previous)}`);
    if (begin > position)
      throw broken(
        file,
        `${begin - position} bytes between ${placeOf(previous)} and ${quoted(name)} belong to no tensor`,
      );
    if (end > dataBytes) {
      throw broken(
        file,
        `tensor ${quoted(name)} ends at byte ${end} of the data, which has ${dataBytes}: the file is cut off`,
      );
    }
    position = end;
    previous = name;
  }
  if (position !== dataBytes)
    throw broken(file, `${dataBytes - position} bytes behind ${placeOf(previous)} belong to no tensor`);
}

function placeOf(tensor: string | undefined): string {
  return tensor === undefined ? "the header" : quoted(tensor);
}

function parseMetadata(value: unknown, file: string): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw broken(file, "the metadata is no object");
  const metadata: [string, string][] = [];
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw broken(file, `metadata ${quoted(key)} is no string`);
    metadata.push([key, text]);
  }
  return Object.fromEntries(metadata);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Makes the error of a broken file. */
export function broken(file: string, problem: string, cause?: unknown): CheckpointError {
  const message = `${file} is no readable safetensors file: ${problem}. Fetch or write it again.`;
  return new CheckpointError(message, cause === undefined ? {} : { cause });
}
