/** The markers of a JPEG: what a decoder that stops at the image's last row does not get to see. */

const endOfImage = 0xd9;
const startOfScan = 0xda;

/** Segments that may stand between scans: tables, restart intervals, application data, comments, the image's height. */
function isUsual(marker: number): boolean {
  return marker === 0xc4 || (marker >= 0xda && marker <= 0xdd) || (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}

/**
 * What is wrong with the markers from the first scan on; undefined where nothing is. libjpeg says the same at the end
 * of an image, which libvips does not read.
 */
export function markerProblem(bytes: Uint8Array): string | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [components, isProgressive, scanned] = [0, false, 0];
  for (let at = 2; at + 4 <= file.length; ) {
    const marker = file[at + 1] ?? 0;
    // What is not sound before the scans is told of by others.
    if (file[at] !== 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= endOfImage)) return undefined;
    if (marker >= 0xc0 && marker <= 0xc2) [components, isProgressive] = [file[at + 9] ?? 0, marker === 0xc2];
    if (marker === startOfScan) scanned += file[at + 4] ?? 0;
    at += 2 + file.readUInt16BE(at + 2);
    if (marker !== startOfScan) continue;
    at = nextMarker(file, at);
    const next = file[at + 1] ?? endOfImage;
    if (next === endOfImage) return undefined;
    if (!isUsual(next)) return `the marker 0x${next.toString(16)} stands in the data, and means nothing there`;
    if (!isProgressive && scanned >= components) return "its data goes on after the last scan";
  }
  return undefined;
}

/** Where the next marker is that is neither data nor a restart. */
function nextMarker(file: Buffer, start: number): number {
  let at = file.indexOf(0xff, start);
  while (at >= 0 && at + 1 < file.length) {
    const marker = file[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker === 0 || (marker >= 0xd0 && marker <= 0xd7)) at = file.indexOf(0xff, at + 2);
    else return at;
  }
  return file.length;
}
