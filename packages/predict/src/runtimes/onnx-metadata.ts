/** Reads what an ONNX file says of itself: ONNX Runtime's JavaScript leaves that out. */

// Field numbers of ModelProto and StringStringEntryProto; wire types of protobuf.
const metadataField = 14;
const [keyField, valueField] = [1, 2];
const [varint, fixed64, lengthDelimited] = [0, 1, 2];

/**
 * The metadata of a ModelProto, text by key; of a key that is there twice, the last.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function readOnnxMetadata(bytes: Uint8Array): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const decoder = new TextDecoder();
  for (const { tag, content } of fieldsOf(bytes)) {
    if (tag !== metadataField) continue;
    const entry = new Map([...fieldsOf(content)].map((field) => [field.tag, decoder.decode(field.content)]));
    found.set(entry.get(keyField) ?? "", entry.get(valueField) ?? "");
  }
  return found;
}

interface Field {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The fields of a message in their order; the content of numbers is left out. */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const key = number();
    const [tag, type] = [Math.floor(key / 8), key % 8];
    if (type === varint) number();
    else if (type === lengthDelimited) {
      const length = number();
      yield { tag, content: bytes.subarray(at, at + length) };
      at += length;
    } else at += type === fixed64 ? 8 : 4;
  }
}
