/** A wheel (a package of Python's) that is fetched only if it is exactly this one, to the byte. */
export interface Wheel {
  /** The project's name on the package index. */
  readonly project: string;
  /** The version, such as "2.21.0". */
  readonly version: string;
  /** The wheel's file name, whose tags say where it runs. */
  readonly file: string;
  /** The size of the wheel in bytes. */
  readonly bytes: number;
  /** The SHA-256 of the wheel in hexadecimal. */
  readonly sha256: string;
  /**
   * The size of everything in the wheel when it is unpacked, in bytes; the check of free space and uv's progress need
   * it.
   * @default 4 × `bytes`
   */
  readonly unpackedBytes?: number;
  /** The SHA-256 of files inside the wheel by their path in it, checked after unpacking. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Names a wheel in messages, such as "elpv-dataset 1.0.0.post1". */
export function wheelName({ project, version }: Wheel): string {
  return `${project} ${version}`;
}

/** Returns the size in bytes to reckon with when the wheel is unpacked. */
export function unpackedBytes({ bytes, unpackedBytes = bytes * 4 }: Wheel): number {
  return unpackedBytes;
}
