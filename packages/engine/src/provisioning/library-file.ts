/**
 * Looks into a shared library's file without loading it: is it one, is it whole, for which processor, with CUDA or
 * without.
 */
import { type FileHandle, open } from "node:fs/promises";

/** What the headers of a shared library's file tell. */
export interface LibraryFile {
  /** The processor that it is built for. */
  readonly arch: "x64" | "arm64" | "other";
  /** How many bytes the file's own tables say it has; the file is cut off if it is shorter. */
  readonly expectedBytes: number;
  /** How many bytes the file has. */
  readonly bytes: number;
  /** Whether the loader will look for NVIDIA's libraries on its behalf. */
  readonly cuda: boolean;
}

/** Reads the headers of an ELF (Linux) or 64-bit Mach-O (macOS) file; undefined when it is neither. */
export async function inspectLibrary(path: string): Promise<LibraryFile | undefined> {
  const file = await open(path, "r");
  try {
    const bytes = (await file.stat()).size;
    const header = await readAt(file, 0, 64);
    if (header.length < 64) return undefined;
    if (header.readUInt32BE(0) === 0x7f454c46) return await inspectElf(file, header, bytes);
    if (header.readUInt32LE(0) === 0xfeedfacf) return await inspectMachO(file, header, bytes);
    return undefined;
  } finally {
    await file.close();
  }
}

/** @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html (the section table comes last in the file) */
async function inspectElf(file: FileHandle, header: Buffer, bytes: number): Promise<LibraryFile> {
  const machine = header.readUInt16LE(18);
  const arch = machine === 62 ? "x64" : machine === 183 ? "arm64" : "other";
  const tableOffset = Number(header.readBigUInt64LE(40));
  const entryBytes = header.readUInt16LE(58);
  const entryCount = header.readUInt16LE(60);
  const tableEnd = tableOffset + entryBytes * entryCount;
  const table = await readAt(file, tableOffset, entryBytes * entryCount);
  const incomplete = { arch, expectedBytes: tableEnd, bytes, cuda: false } as const;
  if (table.length < entryBytes * entryCount || entryBytes < 64) return incomplete;
  let expectedBytes = tableEnd;
  let cuda = false;
  for (let at = 0; at < table.length; at += entryBytes) {
    const type = table.readUInt32LE(at + 4);
    const offset = Number(table.readBigUInt64LE(at + 24));
    const size = Number(table.readBigUInt64LE(at + 32));
    if (type !== noBits) expectedBytes = Math.max(expectedBytes, offset + size);
    // The search path (RUNPATH) lies among the dynamic section's strings.
    if (type === dynamic) cuda = await hasCudaRunPath(file, table, at, entryBytes);
  }
  return { arch, expectedBytes, bytes, cuda };
}

const noBits = 8; // SHT_NOBITS: takes no room in the file
const dynamic = 6; // SHT_DYNAMIC
const runPathTag = 29n; // DT_RUNPATH

async function hasCudaRunPath(file: FileHandle, table: Buffer, at: number, entryBytes: number): Promise<boolean> {
  const entries = await readAt(file, Number(table.readBigUInt64LE(at + 24)), Number(table.readBigUInt64LE(at + 32)));
  const strings = table.readUInt32LE(at + 40) * entryBytes; // sh_link: the section of the names
  if (strings + 32 > table.length) return false;
  const stringsOffset = Number(table.readBigUInt64LE(strings + 24));
  for (let entry = 0; entry + 16 <= entries.length; entry += 16) {
    if (entries.readBigInt64LE(entry) !== runPathTag) continue;
    const start = stringsOffset + Number(entries.readBigUInt64LE(entry + 8));
    const runPath = (await readAt(file, start, 4096)).toString("latin1").split("\0")[0] ?? "";
    return runPath.includes("nvidia/");
  }
  return false;
}

/** @see https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
async function inspectMachO(file: FileHandle, header: Buffer, bytes: number): Promise<LibraryFile> {
  const cpu = header.readUInt32LE(4);
  const arch = cpu === 0x01000007 ? "x64" : cpu === 0x0100000c ? "arm64" : "other";
  const commands = await readAt(file, 32, header.readUInt32LE(20));
  let expectedBytes = 32 + header.readUInt32LE(20);
  for (let at = 0; at + 56 <= commands.length; ) {
    const segment = commands.readUInt32LE(at) === 0x19; // LC_SEGMENT_64
    if (segment) {
      const end = commands.readBigUInt64LE(at + 40) + commands.readBigUInt64LE(at + 48);
      expectedBytes = Math.max(expectedBytes, Number(end));
    }
    at += Math.max(8, commands.readUInt32LE(at + 4));
  }
  return { arch, expectedBytes, bytes, cuda: false };
}

const longestRead = 16 << 20;

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  // Lengths come from the file itself: a broken one must not ask for gigabytes.
  const buffer = Buffer.alloc(Math.min(length, longestRead));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
  return buffer.subarray(0, bytesRead);
}
