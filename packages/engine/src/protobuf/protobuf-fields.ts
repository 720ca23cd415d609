/** Reads protobuf's wire format: what is needed of TensorFlow's own messages. */

/** One field of a message: a number, or the bytes of a text, a message or a packed list. */
export interface ProtobufField {
  readonly tag: number;
  readonly number: number;
  readonly bytes: Buffer;
}

const wireType = { varint: 0, fixed64: 1, bytes: 2 } as const;
const nothing = Buffer.alloc(0);

/**
 * Reads the fields of a message in their order; those of a fixed width are passed over. Numbers are exact up to 2⁵³.
 * @throws RangeError when the bytes end in the middle of a field.
 */
export function protobufFields(bytes: Buffer): ProtobufField[] {
  const fields: ProtobufField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const tag = Math.floor(key / 8);
    const kind = key % 8;
    if (kind === wireType.varint) fields.push({ tag, number: varint(), bytes: nothing });
    else if (kind === wireType.bytes) {
      const length = varint();
      if (at + length > bytes.length) throw new RangeError(`protobufFields: field ${tag} ends after its message.`);
      fields.push({ tag, number: 0, bytes: bytes.subarray(at, at + length) });
      at += length;
    } else at += kind === wireType.fixed64 ? 8 : 4;
  }
  return fields;
}
