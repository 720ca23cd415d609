/** Pascal VOC, and data sets in its form: an XML file for each image. */
import path from "node:path";
import { readWhole } from "@tresnet/files";
import { canonicalName } from "../../../dataset/class-names.ts";
import { inClassOrder } from "../../../dataset/class-order.ts";
import type { BoxDataset } from "../../../dataset/objects/box-dataset.ts";
import { type BoxImage, boxImages } from "../../../dataset/objects/box-images.ts";
import { BoxTableBuilder } from "../../../dataset/objects/box-table.ts";
import { DataError } from "../../../errors.ts";
import type { OpenDatasetOptions } from "../../dataset-row.ts";
import type { BoxSplits } from "../box-splits.ts";
import { findVocFiles, type PartName, VocImages } from "./voc-files.ts";
import { parseVoc, type VocAnnotation, type VocBox } from "./voc-xml.ts";

/** A file of annotations, and the image that belongs to it. */
interface AnnotatedImage {
  readonly xml: string;
  readonly image: string;
  readonly annotation: VocAnnotation;
}

type Options = Pick<OpenDatasetOptions, "imageRoot" | "onNotice" | "signal" | "boxes">;

/**
 * Opens a folder of Pascal VOC's XML files; see `findVocFiles` for how it may be laid out.
 *
 * Pixels are counted from 1 in VOC, and a box holds those from its xmin to its xmax: it becomes [xmin − 1, ymin − 1,
 * xmax, ymax], unless `boxes.corners` says otherwise or a box begins at 0, which is told. Objects that are marked as
 * difficult are crowds: nothing to learn, and no fault where they are found. Classes are sorted by name.
 * @throws DataError with file and line when a file is not of this form, its image is missing, or belongs to another
 * too.
 */
export async function openVoc(location: string, options: Options = {}): Promise<BoxSplits> {
  const files = await findVocFiles(location);
  const lists: Partial<Record<PartName | "whole", readonly string[]>> = "whole" in files ? files : files.parts;
  const images = await VocImages.below(options.imageRoot === undefined ? [location] : [options.imageRoot]);
  const read: Partial<Record<PartName | "whole", readonly AnnotatedImage[]>> = {};
  const owners = new Map<string, string>();
  for (const key of ["whole", "train", "val", "test"] as const) {
    const xmls = lists[key];
    if (xmls) read[key] = await readAll(xmls, images, owners, options);
  }
  const all = Object.values(read).flat();
  const classNames = inClassOrder(
    [
      ...new Map(
        all.flatMap(({ annotation }) => annotation.objects.map(({ name }) => [canonicalName(name), name] as const)),
      ).values(),
    ],
    "codepoint",
  );
  if (classNames.length === 0)
    throw new DataError(`${location}: expected objects in its ${all.length} XML files, got none. Annotate some.`);
  const origin = cornersOf(all, options);
  tell(location, { all, origin, images, missing: "missing" in files ? files.missing : [] }, options);
  const make = (part: readonly AnnotatedImage[] | undefined, name: string) =>
    part && datasetOf(part, classNames, origin, `${path.basename(location)} ${name}`.trim());
  if (read.whole) return { whole: datasetOf(read.whole, classNames, origin, path.basename(location)) };
  const [train, val, test] = [make(read.train, "train"), make(read.val, "val"), make(read.test, "test")];
  return { parts: { ...(train && { train }), ...(val && { val }), ...(test && { test }) } };
}

/** So many files are read at once. */
const concurrency = 16;
/** A photograph of the field with the most objects has 100 KB. */
const mostBytes = 16 * 2 ** 20;

async function readAll(
  xmls: readonly string[],
  images: VocImages,
  owners: Map<string, string>,
  { signal }: Options,
): Promise<readonly AnnotatedImage[]> {
  const annotations = new Array<VocAnnotation | undefined>(xmls.length);
  let next = 0;
  const work = async () => {
    for (let at = next++; at < xmls.length; at = next++) {
      signal?.throwIfAborted();
      annotations[at] = await readXml(xmls[at] ?? "");
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return xmls.map((xml, at): AnnotatedImage => {
    const annotation = annotations[at] ?? { filename: undefined, size: undefined, objects: [] };
    const image = images.of(xml, annotation.filename);
    if (image === undefined)
      throw new DataError(
        `${xml}: expected its image ${annotation.filename ?? path.parse(xml).name}, and it is not there. Add it, or say where the images are: --image-root FOLDER.`,
      );
    const owner = owners.get(image);
    if (owner !== undefined)
      throw new DataError(
        `${xml}: expected an image of its own, got ${image}, which ${owner} describes too. Leave one of them out.`,
      );
    owners.set(image, xml);
    return { xml, image, annotation };
  });
}

async function readXml(file: string): Promise<VocAnnotation> {
  const bytes = await readWhole(file, { mostBytes }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${file}: expected an XML file that can be read (${reason}). Mend it or leave it out.`, {
      cause,
    });
  });
  return parseVoc(new TextDecoder().decode(bytes), file);
}

/** What the pixel at the upper left corner is called. */
export type BoxCorners = "one-based" | "zero-based";

/** As it is said, else one-based unless a box begins at 0. */
function cornersOf(all: readonly AnnotatedImage[], { boxes }: Options): BoxCorners {
  if (boxes?.corners) return boxes.corners;
  const beginsAtZero = ({ box: [xmin, ymin] }: { readonly box: VocBox }) => xmin === 0 || ymin === 0;
  return all.some(({ annotation }) => annotation.objects.some(beginsAtZero)) ? "zero-based" : "one-based";
}

interface Found {
  readonly all: readonly AnnotatedImage[];
  readonly origin: BoxCorners;
  readonly images: VocImages;
  readonly missing: readonly string[];
}

function tell(location: string, { all, origin, images, missing }: Found, { onNotice, boxes }: Options): void {
  const info = (message: string) => onNotice?.({ level: "info", message: `${location}: ${message}` });
  if (!boxes?.corners)
    info(
      origin === "one-based"
        ? "its pixels are taken to be counted from 1, as Pascal VOC does: a box is [xmin − 1, ymin − 1, xmax, ymax]. Say otherwise by --box-corners zero-based."
        : "a box begins at 0, so its pixels are taken to be counted from 0: a box is [xmin, ymin, xmax, ymax]. Say otherwise by --box-corners one-based.",
    );
  const difficult = all.flatMap(({ annotation }) => annotation.objects).filter(({ isDifficult }) => isDifficult).length;
  if (difficult > 0)
    info(
      `${difficult.toLocaleString("en-US")} objects marked as difficult are not learnt and not scored, as in Pascal VOC.`,
    );
  const without = images.count - all.length;
  if (without > 0)
    info(
      `${without.toLocaleString("en-US")} images without an XML file of these parts are left out; for an image without objects write one without "object".`,
    );
  for (const part of missing) info(`the list of ${part} is left out, since none of its images has an XML file.`);
}

function datasetOf(
  part: readonly AnnotatedImage[],
  classNames: readonly string[],
  origin: BoxCorners,
  name: string,
): BoxDataset {
  const table = new BoxTableBuilder();
  const labels = new Map(classNames.map((each, label) => [canonicalName(each), label]));
  const images = part.map(({ image, annotation }, index): BoxImage => {
    for (const object of annotation.objects) {
      const [xmin, ymin, xmax, ymax] = object.box;
      const first = origin === "one-based" ? 1 : 0;
      table.add({
        image: index,
        label: labels.get(canonicalName(object.name)) ?? -1,
        box: [xmin - first, ymin - first, xmax, ymax],
        isCrowd: object.isDifficult,
        entry: object.line,
      });
    }
    return { source: { kind: "file", path: image }, id: image, size: annotation.size };
  });
  return {
    ...boxImages({
      name,
      classNames,
      images,
      table: table.finish(images.length),
      placeOf: (image, line) => `${part[image]?.xml}, line ${line}`,
    }),
    hasSortedClasses: true,
  };
}
