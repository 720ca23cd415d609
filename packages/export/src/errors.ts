/** A model that can't be given away in the format that was asked for: what it holds is not known there. */
export class ExportError extends Error {
  override readonly name = "ExportError";
}
