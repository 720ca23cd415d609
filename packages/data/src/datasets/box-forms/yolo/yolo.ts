/** YOLO folders: a text file of boxes for each image, and data.yaml. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { readWhole } from "@tresnet/files";
import type { BoxDataset } from "../../../dataset/objects/box-dataset.ts";
import { boxImages } from "../../../dataset/objects/box-images.ts";
import { BoxTableBuilder } from "../../../dataset/objects/box-table.ts";
import { DataError } from "../../../errors.ts";
import { measureImages } from "../../../objects/measure-images.ts";
import type { OpenDatasetOptions } from "../../dataset-row.ts";
import { findImages, imageFiles } from "../../image-files.ts";
import type { BoxSplits } from "../box-splits.ts";
import { readYoloConfig, type YoloConfig } from "./yolo-config.ts";
import { parseYoloLine } from "./yolo-line.ts";

type Options = Pick<OpenDatasetOptions, "boxes" | "onNotice" | "signal">;

/**
 * Opens a YOLO folder by its data.yaml; see `readYoloConfig`. The labels of images/a/b.jpg stand in labels/a/b.txt, or
 * beside the image where no folder is called images. An image without a file of labels, or with an empty one, shows no
 * object; how many have none is told, and that polygons became the boxes around them.
 * @throws DataError with file and line when a line is not of that form, or its class has no name.
 */
export async function openYolo(location: string, options: Options = {}): Promise<BoxSplits> {
  const config = await readYoloConfig(location);
  const counts = { polygons: 0, unlabelled: 0, images: 0 };
  const open = async (key: "train" | "val" | "test" | "whole") => {
    const places = config.parts[key];
    return places && openPart({ config, places, name: key === "whole" ? "" : ` ${key}`, counts }, options);
  };
  const [whole, train, val, test] = [await open("whole"), await open("train"), await open("val"), await open("test")];
  if (counts.images === 0)
    throw new DataError(`${config.file}: expected images in train, val or test, got none. Correct its paths.`);
  if (counts.unlabelled === counts.images)
    throw new DataError(
      `${config.file}: expected files of labels, got none for ${counts.images} images. They are looked for in a folder labels beside images, or beside the images.`,
    );
  const tell = (message: string) => options.onNotice?.({ level: "info", message: `${config.file}: ${message}` });
  if (counts.polygons > 0)
    tell(`${counts.polygons.toLocaleString("en-US")} polygons are taken as the boxes around them.`);
  if (counts.unlabelled > 0)
    tell(`${counts.unlabelled.toLocaleString("en-US")} images without a file of labels are taken to show no object.`);
  if (whole) return { whole };
  return { parts: { ...(train && { train }), ...(val && { val }), ...(test && { test }) } };
}

interface YoloPart {
  readonly config: YoloConfig;
  readonly places: readonly string[];
  readonly name: string;
  readonly counts: { polygons: number; unlabelled: number; images: number };
}

async function openPart(
  { config, places, name, counts }: YoloPart,
  { signal, boxes: how }: Options,
): Promise<BoxDataset> {
  const files: string[] = [];
  for (const place of places) for (const file of await imagesAt(place)) files.push(file);
  const sizes = await measureImages(
    imageFiles(
      name,
      [],
      files.map((file) => ({ path: file, label: -1 })),
    ),
    signal,
  );
  const table = new BoxTableBuilder();
  for (const [image, file] of files.entries()) {
    signal?.throwIfAborted();
    const measured = how?.orientation === "stored" ? sizes[image]?.stored : sizes[image]?.seen;
    const { width, height } = measured ?? { width: 1, height: 1 };
    const labelFile = labelFileOf(file);
    const text = await textOf(labelFile);
    if (text === undefined) counts.unlabelled++;
    for (const [at, line] of (text ?? "").split("\n").entries()) {
      const found = parseYoloLine(line, { file: labelFile, line: at + 1, keypointNumbers: config.keypointNumbers });
      if (!found) continue;
      if (found.label >= config.classNames.length)
        throw new DataError(
          `${labelFile}, line ${at + 1}: expected a class from 0 to ${config.classNames.length - 1}, which ${config.file} names, got ${found.label}. Name it there, or take the line out.`,
        );
      if (found.isPolygon) counts.polygons++;
      const [x1, y1, x2, y2] = found.box;
      table.add({ image, label: found.label, box: [x1 * width, y1 * height, x2 * width, y2 * height], entry: at + 1 });
    }
  }
  counts.images += files.length;
  return boxImages({
    name: `${path.basename(path.dirname(config.file))}${name}`,
    classNames: config.classNames,
    images: files.map((file, image) => ({ source: { kind: "file", path: file }, id: file, size: sizes[image]?.seen })),
    table: table.finish(files.length),
    placeOf: (image, line) => `${labelFileOf(files[image] ?? "")}, line ${line}`,
  });
}

const mostListBytes = 256 * 2 ** 20;

/** The images below a folder, or those that a text file lists, relative to it. */
async function imagesAt(place: string): Promise<readonly string[]> {
  if ((await stat(place)).isDirectory()) return findImages(place);
  const text = (await readWhole(place, { mostBytes: mostListBytes })).toString("utf8");
  const names = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const files = names.map((name) => path.resolve(path.dirname(place), name));
  for (const [at, file] of files.entries()) {
    if (!(await stat(file).catch(() => undefined)))
      throw new DataError(
        `${place}, line ${at + 1}: expected the image ${names[at]}, and it is not there. Correct the list.`,
      );
  }
  return files;
}

/** The last folder called images becomes labels, as in Ultralytics' loader. */
export function labelFileOf(image: string): string {
  const { dir, name } = path.parse(image);
  const folders = dir.split(path.sep);
  const at = folders.lastIndexOf("images");
  if (at >= 0) folders[at] = "labels";
  return path.join(folders.join(path.sep) || path.sep, `${name}.txt`);
}

/** A file of labels has a line for each object: of more than 16 MiB none is sane. */
const mostLabelBytes = 16 * 2 ** 20;

async function textOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  if (found.size > mostLabelBytes)
    throw new DataError(
      `${file}: expected at most ${mostLabelBytes} bytes of labels, got ${found.size}. Is it another file?`,
    );
  return (await readWhole(file, { mostBytes: mostLabelBytes })).toString();
}
