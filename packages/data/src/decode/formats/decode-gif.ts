/** The first picture of a GIF, as PIL's `convert("RGB")` has it: a transparent ground has its colour of the palette. */
import type { Pixels } from "../../dataset/pixels.ts";
import { sizeProblem } from "./image-size.ts";
import { paint } from "./indexed-pixels.ts";
import { unpackLzw } from "./lzw.ts";
import type { TellDamage } from "./tell-damage.ts";

/** A picture's place, colours and data. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isInterlaced: boolean;
  readonly palette: Uint8Array;
  /** The number of the transparent colour, with which the ground is filled. */
  readonly transparent: number | undefined;
  readonly codeBits: number;
  readonly data: Uint8Array;
}

const extension = 0x21;
const graphicControl = 0xf9;
const image = 0x2c;
const trailer = 0x3b;
/** The rows of an interlaced picture come in four passes. */
const passes = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

/**
 * uint8 [h, w, 1] if all colours are grey, else [h, w, 3].
 * @throws Error when the GIF is cut off, damaged or too large.
 * @see https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export function decodeGif(bytes: Uint8Array, tellDamage: TellDamage = () => undefined): Pixels {
  const screen = { width: word(bytes, 6), height: word(bytes, 8) };
  const frame = findFrame(bytes);
  // PIL widens the screen where the picture leaves it.
  const width = Math.max(screen.width, frame.x + frame.width);
  const height = Math.max(screen.height, frame.y + frame.height);
  const problem = sizeProblem({ width, height });
  if (problem !== undefined) throw new Error(problem);
  const picture = unpacked(frame, tellDamage);
  const indices = new Uint8Array(width * height).fill(frame.transparent ?? 0);
  const rows = rowsOf(frame);
  for (const [from, row] of rows.entries()) {
    indices.set(picture.subarray(from * frame.width, (from + 1) * frame.width), (frame.y + row) * width + frame.x);
  }
  return paint({ indices, width, height }, frame.palette);
}

/** The pixels in the order of the data. */
function unpacked({ width, height, codeBits, data, transparent }: Frame, tellDamage: TellDamage): Uint8Array {
  // A code of 3 bits stands for 4,096 pixels at most: a file that is too short is found out before room is made.
  if (width * height > (data.length + 1) * 8 * 4096) throw new Error("the GIF is cut off");
  if (codeBits < 1 || codeBits > 8) throw new Error(`the GIF is damaged: its codes begin with ${codeBits} bits`);
  const target = new Uint8Array(width * height).fill(transparent ?? 0);
  const { length, end } = unpackLzw(data, codeBits, target);
  const missing = target.length - length;
  if (end === "cut off") throw new Error(`the GIF is cut off: ${missing} of its ${target.length} pixels are missing`);
  if (end === "damaged") throw new Error("the GIF is damaged: it has a code that stands for nothing");
  if (end === "stop") tellDamage(`the GIF ends early: ${missing} of its ${target.length} pixels are missing`);
  return target;
}

function findFrame(bytes: Uint8Array): Frame {
  const flags = bytes[10] ?? 0;
  let at = 13;
  const screenPalette = flags & 0x80 ? bytes.subarray(at, at + (6 << (flags & 7))) : new Uint8Array();
  at += flags & 0x80 ? 6 << (flags & 7) : 0;
  let transparent: number | undefined;
  while (at < bytes.length) {
    const block = bytes[at++];
    if (block === trailer) break;
    if (block === extension) {
      const [label, length = 0, controls = 0] = bytes.subarray(at, at + 3);
      if (label === graphicControl && length >= 4 && controls & 1) transparent = bytes[at + 5];
      at = afterBlocks(bytes, at + 1);
    } else if (block === image) return frameAt(bytes, at, screenPalette, transparent);
  }
  throw new Error("the GIF is cut off: it has no picture");
}

function frameAt(bytes: Uint8Array, at: number, screenPalette: Uint8Array, transparent: number | undefined): Frame {
  const flags = bytes[at + 8] ?? 0;
  const colors = flags & 0x80 ? 6 << (flags & 7) : 0;
  const codes = at + 9 + colors;
  if (codes + 1 >= bytes.length) throw new Error("the GIF is cut off: its picture has no data");
  return {
    x: word(bytes, at),
    y: word(bytes, at + 2),
    width: word(bytes, at + 4),
    height: word(bytes, at + 6),
    isInterlaced: (flags & 0x40) !== 0,
    palette: colors > 0 ? bytes.subarray(at + 9, codes) : screenPalette,
    transparent,
    codeBits: bytes[codes] ?? 0,
    data: joined(bytes, codes + 1),
  };
}

/** The contents of a chain of blocks, each of up to 255 bytes after its length. */
function joined(bytes: Uint8Array, start: number): Uint8Array {
  const data = new Uint8Array(bytes.length - start);
  let length = 0;
  for (let at = start; at < bytes.length && bytes[at] !== 0; at += 1 + (bytes[at] ?? 0)) {
    const block = bytes.subarray(at + 1, at + 1 + (bytes[at] ?? 0));
    data.set(block, length);
    length += block.length;
  }
  return data.subarray(0, length);
}

function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return at + 1;
}

/** Which row of the picture each row of the data is. */
function rowsOf({ height, isInterlaced }: Frame): number[] {
  if (!isInterlaced) return Array.from({ length: height }, (_, row) => row);
  const rows: number[] = [];
  for (const [first, step] of passes) for (let row = first; row < height; row += step) rows.push(row);
  return rows;
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}
