/** Makes the entries of tar archives, sound ones and broken ones. */

/** An entry of a type ("0" is a file) with its contents, whose header may claim another size. */
export function tarEntry(path: string, type: string, contents = "", size = Buffer.byteLength(contents)): Buffer {
  const header = Buffer.alloc(512);
  header.write(path);
  header.write("0000644\0", 100);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\0", 257);
  header.write("00", 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const bytes = Buffer.from(contents);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
