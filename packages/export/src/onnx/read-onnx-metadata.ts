import { ExportError } from "../errors.ts";
import { readOnnxFile } from "./read-onnx-file.ts";

/** The number of ModelProto's field `metadata_props`. */
const metadataProps = 14;

/**
 * Reads what an ONNX file says of itself, by key; of a key that is there twice the last text.
 * @throws ExportError when it is no ONNX file, or ends in the middle; what the file system throws.
 */
export async function readOnnxMetadata(file: string): Promise<ReadonlyMap<string, string>> {
  const [{ fromBinary }, { BinaryReader }, { StringStringEntryProtoSchema }] = await Promise.all([
    import("@bufbuild/protobuf"),
    import("@bufbuild/protobuf/wire"),
    import("onnx-buf"),
  ]);
  const reader = new BinaryReader(await readOnnxFile(file));
  const metadata = new Map<string, string>();
  try {
    while (reader.pos < reader.len) {
      const [field, wireType] = reader.tag();
      if (field !== metadataProps) {
        reader.skip(wireType, field);
        continue;
      }
      const { key, value } = fromBinary(StringStringEntryProtoSchema, reader.bytes());
      metadata.set(key, value);
    }
  } catch (cause) {
    throw new ExportError(`${file}: expected an ONNX file, got something else or a part of one. Export it again.`, {
      cause,
    });
  }
  return metadata;
}
