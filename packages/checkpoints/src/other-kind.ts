/** What a file is that holds no weights as they are read here, told by its first bytes. */

/** A kind of file, as people call it, and what to do about it. */
export interface OtherKind {
  readonly what: string;
  readonly advice: string;
}

const again = "Fetch or write it again";
const unpack = "Unpack it, and give the file of weights that is in it";
const byItsProgram = "Save its weights as safetensors, or by torch.save, where it was made";

const page: OtherKind = { what: "a web page, perhaps the error that a download ended with", advice: again };
const pickle: OtherKind = { what: "a pickle that torch.save did not write", advice: again };

/** By the bytes, as Latin-1, at a place of the file. */
const signatures: readonly (readonly [place: number, starts: readonly string[], kind: OtherKind])[] = [
  [0, ["version https://git-lfs"], { what: "Git LFS's note of where the file is", advice: "Run git lfs pull" }],
  [0, ["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"], pickle],
  [
    0,
    ["\x1f\x8b", "BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd", "7z\xbc\xaf", "Rar!"],
    { what: "a packed file", advice: unpack },
  ],
  [257, ["ustar"], { what: "a tar archive", advice: unpack }],
  [0, ["\x89HDF"], { what: "an HDF5 file, such as Keras writes", advice: byItsProgram }],
  [0, ["\x93NUMPY"], { what: "a NumPy array", advice: byItsProgram }],
  [0, ["GGUF"], { what: "a GGUF file", advice: byItsProgram }],
];

/** The kind of a file of other things by its first 264 bytes; undefined where it is none of the known ones. */
export function otherKind(start: Buffer): OtherKind | undefined {
  const text = start.toString("latin1");
  if (text.trimStart().startsWith("<")) return page;
  return signatures.find(([place, starts]) => starts.some((bytes) => text.startsWith(bytes, place)))?.[2];
}
