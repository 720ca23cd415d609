/** A wheel that is fetched only if it is exactly this one. */
export interface Wheel {
  /** The project's name on the package index. */
  readonly project: string;
  readonly version: string;
  readonly file: string;
  /** Size of the wheel. */
  readonly bytes: number;
  /** SHA-256 of the wheel in hexadecimal. */
  readonly sha256: string;
  /** Size of everything in the wheel, unpacked; for the free-space check and uv's progress. Default: 4 × bytes. */
  readonly unpackedBytes?: number;
  /** SHA-256 of files inside the wheel by their name there, checked after unpacking. */
  readonly files?: Readonly<Record<string, string>>;
}

/** How a wheel is called in messages: "elpv-dataset 1.0.0.post1". */
export function wheelName({ project, version }: Wheel): string {
  return `${project} ${version}`;
}

/** The size to reckon with when the wheel is unpacked. */
export function unpackedBytes({ bytes, unpackedBytes = bytes * 4 }: Wheel): number {
  return unpackedBytes;
}
