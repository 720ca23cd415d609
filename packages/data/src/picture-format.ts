/** The formats of pictures, and what else a file may be. */

/** The formats that are decoded. */
export type PictureFormat = "jpeg" | "png" | "webp" | "gif" | "tiff" | "bmp" | "avif";

/** What a file is. */
export interface FileKind {
  /** The format, where it is decoded; undefined where it is not. */
  readonly format?: PictureFormat;
  /** Its name with an article: "a PNG", "a Git LFS pointer". */
  readonly what: string;
  /** The same in the plural where it is a picture: "HEIC pictures"; undefined where it is none. */
  readonly pictures?: string;
  /** What is said where it cannot be decoded though its format is; undefined: that it is damaged. */
  readonly failure?: string;
  /** What to do where it is not decoded, as the end of a sentence. */
  readonly advice?: string;
}
