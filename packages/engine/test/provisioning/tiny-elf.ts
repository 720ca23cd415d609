/** Makes shared libraries of a few hundred bytes: only the tables that tell what a library is. */

export interface TinyElf {
  readonly arch?: NodeJS.Architecture;
  /** Where its loader would look for other libraries. */
  readonly runPath?: string;
}

/** A 64-bit little-endian ELF file with a string table and a dynamic section. */
export function tinyElf({ arch = process.arch, runPath = "$ORIGIN/" }: TinyElf = {}): Buffer {
  const strings = Buffer.from(`\0${runPath}\0`);
  const dynamic = Buffer.alloc(32);
  dynamic.writeBigInt64LE(29n, 0); // DT_RUNPATH
  dynamic.writeBigUInt64LE(1n, 8);
  const stringsAt = 64;
  const dynamicAt = stringsAt + strings.length;
  const tableAt = dynamicAt + dynamic.length;

  const header = Buffer.alloc(64);
  header.write("\x7fELF", "latin1");
  header.writeUInt16LE(arch === "arm64" ? 183 : arch === "x64" ? 62 : 3, 18);
  header.writeBigUInt64LE(BigInt(tableAt), 40);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(3, 60);
  const table = [Buffer.alloc(64), section(3, stringsAt, strings.length, 0), section(6, dynamicAt, dynamic.length, 1)];
  return Buffer.concat([header, strings, dynamic, ...table]);
}

function section(type: number, offset: number, size: number, link: number): Buffer {
  const entry = Buffer.alloc(64);
  entry.writeUInt32LE(type, 4);
  entry.writeBigUInt64LE(BigInt(offset), 24);
  entry.writeBigUInt64LE(BigInt(size), 32);
  entry.writeUInt32LE(link, 40);
  return entry;
}

/** A 64-bit Mach-O file with one segment of `bytes` from offset 0. */
export function tinyMachO(bytes: number): Buffer {
  const file = Buffer.alloc(bytes);
  file.writeUInt32LE(0xfeedfacf, 0);
  file.writeUInt32LE(0x0100000c, 4); // arm64
  file.writeUInt32LE(1, 16); // commands
  file.writeUInt32LE(72, 20); // and their bytes
  file.writeUInt32LE(0x19, 32); // LC_SEGMENT_64
  file.writeUInt32LE(72, 36);
  file.writeBigUInt64LE(BigInt(bytes), 32 + 48);
  return file;
}
