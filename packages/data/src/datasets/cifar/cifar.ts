/** CIFAR-10 and CIFAR-100 from their official binary files. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Dataset, DatasetSplits } from "../../dataset/dataset.ts";
import { DataError } from "../../errors.ts";
import { type DownloadOptions, download, type RemoteFile } from "../../files/download.ts";
import { type CifarBatch, readCifarBatch } from "./cifar-batch.ts";
import { readNamedFiles } from "./cifar-files.ts";

/** How one of the two data sets is laid out. */
export interface CifarLayout {
  readonly name: string;
  readonly credit: string;
  /** The folder inside the archive. */
  readonly folder: string;
  readonly archive: RemoteFile;
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** Text file with one class name per line. */
  readonly classNames: string;
  readonly classes: number;
  /** Bytes before each record's pixels; the last of them is the class. */
  readonly labelBytes: 1 | 2;
}

const credit = "Krizhevsky, Learning multiple layers of features from tiny images, 2009";
const terms = "no licence stated, for research; cite Krizhevsky 2009";

/** The two data sets; the checksums are those of the files at the authors' site. */
export const cifarLayouts = {
  cifar10: {
    name: "CIFAR-10",
    credit,
    folder: "cifar-10-batches-bin",
    archive: {
      url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
      sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
      terms,
    },
    train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`),
    test: ["test_batch.bin"],
    classNames: "batches.meta.txt",
    classes: 10,
    labelBytes: 1,
  },
  cifar100: {
    name: "CIFAR-100",
    credit,
    folder: "cifar-100-binary",
    archive: {
      url: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
      sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
      terms,
    },
    train: ["train.bin"],
    test: ["test.bin"],
    classNames: "fine_label_names.txt",
    classes: 100,
    labelBytes: 2,
  },
} as const satisfies Record<string, CifarLayout>;

/**
 * Reads the whole data set into memory, train and test as published.
 *
 * `location` is the folder of the .bin files, one above it, or the .tar.gz; without it the archive is downloaded once
 * into `cacheFolder`.
 * @throws DataError when a file is missing, damaged or not CIFAR's.
 */
export async function openCifar(
  layout: CifarLayout,
  location: string | undefined,
  { cacheFolder, ...options }: DownloadOptions & { readonly cacheFolder: string },
): Promise<DatasetSplits> {
  const found = location === undefined ? path.join(cacheFolder, archiveName(layout)) : await locate(layout, location);
  if (location === undefined) await download(layout.archive, found, options);
  const wanted = [...layout.train, ...layout.test, layout.classNames];
  const batches = new Map<string, CifarBatch>();
  let classNames: readonly string[] = [];
  await readNamedFiles(found, wanted, (name, bytes) => {
    const file = path.join(found, name);
    if (name === layout.classNames) classNames = readClassNames(bytes, layout, file);
    else batches.set(name, readCifarBatch(bytes, layout, file));
  });
  const part = (kind: "train" | "test") =>
    dataset(
      layout,
      kind,
      classNames,
      layout[kind].flatMap((name) => batches.get(name) ?? []),
    );
  return { train: part("train"), test: part("test") };
}

function archiveName({ archive }: CifarLayout): string {
  return path.posix.basename(new URL(archive.url).pathname);
}

/** The archive, or the folder that holds the .bin files. */
async function locate(layout: CifarLayout, location: string): Promise<string> {
  const firstFile = layout.train[0] ?? "";
  const candidates = [
    { probe: path.join(location, firstFile), found: location },
    { probe: path.join(location, layout.folder, firstFile), found: path.join(location, layout.folder) },
    { probe: path.join(location, archiveName(layout)), found: path.join(location, archiveName(layout)) },
  ];
  const entry = await stat(location).catch(() => undefined);
  if (entry?.isFile()) return location;
  for (const { probe, found } of candidates) if (await stat(probe).catch(() => undefined)) return found;
  const problem = entry ? "a folder without them" : "nothing";
  throw new DataError(
    `${location}: expected ${layout.name}'s binary files (${firstFile} …) or ${archiveName(layout)}, got ${problem}. ` +
      "Check the path, or leave it out to have the archive downloaded.",
  );
}

function readClassNames(bytes: Uint8Array, { classes, name }: CifarLayout, file: string): readonly string[] {
  const names = new TextDecoder()
    .decode(bytes)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  if (names.length === classes) return names;
  throw new DataError(`${file}: expected ${name}'s ${classes} class names, got ${names.length}. Fetch the data again.`);
}

function dataset(
  { name, credit }: CifarLayout,
  part: string,
  classNames: readonly string[],
  batches: readonly CifarBatch[],
): Dataset {
  const length = batches.reduce((sum, { labels }) => sum + labels.length, 0);
  const at = (index: number) => {
    let offset = index;
    for (const batch of batches) {
      if (offset >= 0 && offset < batch.labels.length) return { batch, offset };
      offset -= batch.labels.length;
    }
    throw new RangeError(`${name} ${part}: expected an index from 0 to ${length - 1}, got ${index}.`);
  };
  return {
    name: `${name} ${part}`,
    classNames,
    length,
    label: (index) => {
      const { batch, offset } = at(index);
      return batch.labels[offset] ?? 0;
    },
    source: (index) => {
      const { batch, offset } = at(index);
      const data = batch.pixels.subarray(offset * 3072, (offset + 1) * 3072);
      return { kind: "pixels", data, width: 32, height: 32, channels: 3 };
    },
    id: (index) => `${name} ${part} ${index}`,
    credit,
  };
}
