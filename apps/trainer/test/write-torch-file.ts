/** Writes what `torch.save` writes of dicts of float32 tensors: a zip of stored files, with a pickle of protocol 2. */
import { writeFile } from "node:fs/promises";

/** A tensor of a state dict. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** State dicts by the key that a training keeps them under; of arrays that several share one is written. */
export async function writeTorchFile(
  file: string,
  dicts: Readonly<Record<string, ReadonlyMap<string, TorchTensor>>>,
): Promise<void> {
  const storages = new Map<Float32Array, string>();
  const value = dict(
    Object.entries(dicts).map(([key, tensors]) => [
      key,
      dict([...tensors].map(([name, one]) => [name, tensor(one, storages)])),
    ]),
  );
  const files: [string, Uint8Array][] = [
    ["archive/data.pkl", Buffer.concat([Buffer.from([0x80, 2]), value, Buffer.from(".")])],
    ...[...storages].map(([{ buffer, byteOffset, byteLength }, key]): [string, Uint8Array] => [
      `archive/data/${key}`,
      new Uint8Array(buffer, byteOffset, byteLength),
    ]),
  ];
  await writeFile(file, zip(files));
}

function dict(items: readonly (readonly [string, Buffer])[]): Buffer {
  return Buffer.concat([Buffer.from("}("), ...items.flatMap(([key, value]) => [text(key), value]), Buffer.from("u")]);
}

function tensor({ shape, data }: TorchTensor, storages: Map<Float32Array, string>): Buffer {
  const key = storages.get(data) ?? String(storages.size);
  storages.set(data, key);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const storage = tuple([
    text("storage"),
    global("torch", "FloatStorage"),
    text(key),
    text("cpu"),
    integer(data.length),
  ]);
  const hooks = Buffer.concat([global("collections", "OrderedDict"), Buffer.from(")R")]);
  const parts = [
    Buffer.concat([storage, Buffer.from("Q")]),
    integer(0),
    tuple(shape.map(integer)),
    tuple(strides.map(integer)),
    Buffer.from([0x89]),
    hooks,
  ];
  return Buffer.concat([global("torch._utils", "_rebuild_tensor_v2"), tuple(parts), Buffer.from("R")]);
}

const tuple = (parts: readonly Buffer[]) => Buffer.concat([Buffer.from("("), ...parts, Buffer.from("t")]);
const global = (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`);

function integer(value: number): Buffer {
  const bytes = Buffer.from("J\0\0\0\0");
  bytes.writeInt32LE(value, 1);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.from("X\0\0\0\0");
  length.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([length, bytes]);
}

/** A zip without compression; its checksums are zeros, which nobody here looks at. */
function zip(files: readonly (readonly [string, Uint8Array])[]): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let position = 0;
  for (const [name, content] of files) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name)]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(position, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, rest, Buffer.from(name)]));
    parts.push(local, content);
    position += local.length + content.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.from("PK\x05\x06".padEnd(22, "\0"), "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(position, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
