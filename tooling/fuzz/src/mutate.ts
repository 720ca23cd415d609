/** Damages files as disks, networks and enemies do: bits, lengths, pieces that are lost, doubled or from elsewhere. */
import type { Random } from "./random.ts";

type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

/** A damaged copy of `bytes`, by one to four mutations; pieces of `others` may come into it. */
export function mutate(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let result: Buffer = Buffer.from(bytes);
  const rounds = 1 + random(4);
  for (let round = 0; round < rounds; round += 1) {
    const mutation = mutations[random(mutations.length)] ?? flipBit;
    if (result.length > 0) result = mutation(result, random, others);
  }
  return result;
}

/** Numbers at which lengths and offsets go wrong. */
const edges = [
  0n,
  1n,
  2n,
  3n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  2n ** 53n,
  2n ** 63n,
  -1n,
];

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setDigit,
  setDigit,
  setNumber,
  setNumber,
  cut,
  remove,
  double,
  splice,
];

function flipBit(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  return bytes;
}

function setByte(bytes: Buffer, random: Random): Buffer {
  bytes[random(bytes.length)] = random(256);
  return bytes;
}

/** Another digit where one stands: sizes in text. */
function setDigit(bytes: Buffer, random: Random): Buffer {
  const start = random(bytes.length);
  const found = bytes.subarray(start).findIndex((byte) => byte >= 0x30 && byte <= 0x39);
  if (found >= 0) bytes[start + found] = 0x30 + random(10);
  return bytes;
}

/** A number of 1, 2, 4 or 8 bytes, in either order. */
function setNumber(bytes: Buffer, random: Random): Buffer {
  const size = 2 ** random(4);
  if (bytes.length < size) return bytes;
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(BigInt.asUintN(64, edges[random(edges.length)] ?? 0n));
  const little = number.subarray(0, size);
  bytes.set(random(2) === 0 ? little : little.reverse(), random(bytes.length - size + 1));
  return bytes;
}

function cut(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random(bytes.length));
}

function remove(bytes: Buffer, random: Random): Buffer {
  const { start, end } = piece(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function double(bytes: Buffer, random: Random): Buffer {
  const { start, end } = piece(bytes, random);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
}

/** A piece of another file over a place of this one. */
function splice(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const other = others[random(others.length)] ?? bytes;
  const { start, end } = piece(other, random);
  const at = random(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), other.subarray(start, end), bytes.subarray(at + end - start)]);
}

function piece(bytes: Buffer, random: Random): { readonly start: number; readonly end: number } {
  const start = random(bytes.length);
  return { start, end: Math.min(bytes.length, start + 1 + random(2 ** random(10))) };
}
