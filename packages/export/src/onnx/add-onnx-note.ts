import { appendFile } from "node:fs/promises";

/**
 * Adds text by key to what an ONNX file says of itself, at its end: the bytes that were there stay as they are.
 * @throws what the file system throws.
 */
export async function addOnnxNote(file: string, metadata: Readonly<Record<string, string>>): Promise<void> {
  const { encodeOnnxNote } = await import("./encode-onnx.ts");
  await appendFile(file, encodeOnnxNote(metadata));
}
