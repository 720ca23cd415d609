/** Flowers-102 by its official layout: numbered images, and two MATLAB files with labels and parts. */
import path from "node:path";
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { type DownloadOptions, download, type RemoteFile } from "../files/download.ts";
import { readMatFile } from "../files/matlab/read-mat-file.ts";
import { unpackArchive } from "../files/unpack-archive.ts";
import type { OpenDatasetOptions } from "./dataset-row.ts";
import { flowerNames } from "./flower-names.ts";
import { imageFiles } from "./image-files.ts";
import { findFirst, requireEveryClass, requireImages, wholeNumbers } from "./label-files.ts";

const credit =
  "Flowers-102; Nilsback and Zisserman, Automated flower classification over a large number of classes, 2008";
const terms = "no licence stated, for research; cite Nilsback and Zisserman 2008";
const page = "https://www.robots.ox.ac.uk/~vgg/data/flowers/102";

/** The files at the authors' site; of the archive only its MD5 is known. */
export interface FlowerFiles {
  readonly images: RemoteFile;
  readonly labels: RemoteFile;
  readonly parts: RemoteFile;
}

const officialFiles: FlowerFiles = {
  images: { url: `${page}/102flowers.tgz`, md5: "52808999861908f626f3c1f4e79d11fa", terms },
  labels: {
    url: `${page}/imagelabels.mat`,
    sha256: "4903e94206bac23bf772aadf06451916df56b58fc483a62db32a97b82656651d",
  },
  parts: {
    url: `${page}/setid.mat`,
    sha256: "46b8678f91fd95d3c8f4feab80d271a6c834a1dd896fe29fd3e6ad9ce5c8dccd",
  },
};

const partNames = { train: "trnid", val: "valid", test: "tstid" } as const;

/** Which image has which class and belongs to which part; numbers and classes as in the files, from 1. */
export interface FlowerLabels {
  /** Image `i` has the class `labels[i - 1]`. */
  readonly labels: Float64Array;
  readonly train: Float64Array;
  readonly val: Float64Array;
  readonly test: Float64Array;
}

/**
 * Opens the data set, its three parts as published.
 *
 * `location` is a folder with imagelabels.mat, setid.mat and jpg/; without it they are fetched once into `cacheFolder`
 * (345 MB).
 * @throws DataError when a file is missing, damaged, or disagrees with the images.
 */
export async function openFlowers102(
  location: string | undefined,
  {
    cacheFolder,
    isKept,
    ...options
  }: DownloadOptions & Pick<OpenDatasetOptions, "isKept"> & { readonly cacheFolder: string },
  files: FlowerFiles = officialFiles,
): Promise<DatasetSplits> {
  const folder = location ?? (await fetchFlowers(path.join(cacheFolder, "flowers-102"), files, options));
  const found = {
    labels: await findFirst(folder, ["imagelabels.mat", "flowers-102/imagelabels.mat"]),
    parts: await findFirst(folder, ["setid.mat", "flowers-102/setid.mat"]),
    images: await findFirst(folder, ["jpg", "flowers-102/jpg", "102flowers/jpg"]),
  };
  if (!found.labels || !found.parts || !found.images) {
    const missing = found.labels ? (found.parts ? "jpg/" : "setid.mat") : "imagelabels.mat";
    throw new DataError(
      `${folder}: expected Flowers-102 (imagelabels.mat, setid.mat and jpg/), got no ${missing}. ` +
        `Get 102flowers.tgz and both .mat files from ${page} and unpack them there, or leave the path out to have them fetched.`,
    );
  }
  const read = await readFlowerLabels(found.labels, found.parts);
  const images = found.images;
  const numbers = Array.from(read.labels.keys(), (index) => index + 1);
  await requireImages(found.labels, images, numbers.map(imageName));
  const part = (kind: keyof typeof partNames): Dataset => {
    const flowers = Array.from(read[kind], (number) => ({
      path: path.join(images, imageName(number)),
      label: (read.labels[number - 1] ?? 0) - 1,
    }));
    return { ...imageFiles(`Flowers-102 ${kind}`, flowerNames, flowers), credit };
  };
  const train = part("train");
  requireEveryClass(
    found.parts,
    flowerNames,
    Array.from({ length: train.length }, (_, index) => train.label(index)),
    { isKept },
  );
  return { train, val: part("val"), test: part("test") };
}

/**
 * Reads both label files.
 * @throws DataError when they are no such files, or disagree with each other.
 */
export async function readFlowerLabels(labelFile: string, partFile: string): Promise<FlowerLabels> {
  const labels = wholeNumbers((await readMatFile(labelFile)).get("labels"), flowerNames.length, labelFile, "labels");
  const variables = await readMatFile(partFile);
  const seen = new Map<number, string>();
  const read = (name: string) => {
    const numbers = wholeNumbers(variables.get(name), labels.length, partFile, name);
    for (const number of numbers) {
      const other = seen.get(number);
      if (other)
        throw new DataError(
          `${partFile}: expected every image in one part, got image ${number} in ${other} and in ${name}. Fetch the file again.`,
        );
      seen.set(number, name);
    }
    return numbers;
  };
  return { labels, train: read(partNames.train), val: read(partNames.val), test: read(partNames.test) };
}

async function fetchFlowers(folder: string, files: FlowerFiles, options: DownloadOptions): Promise<string> {
  await download(files.labels, path.join(folder, "imagelabels.mat"), options);
  await download(files.parts, path.join(folder, "setid.mat"), options);
  await unpackArchive(files.images, path.join(folder, "102flowers"), options);
  return folder;
}

function imageName(number: number): string {
  return `image_${String(number).padStart(5, "0")}.jpg`;
}
