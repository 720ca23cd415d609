/** The data sets, one row each: a new one is a file beside this one and a row here. */
import path from "node:path";
import { cacheFolder } from "@tresnet/files";
import { trained } from "./box-forms/box-splits.ts";
import { openCsvBoxes } from "./box-forms/csv-boxes/csv-boxes.ts";
import { openBoxes } from "./box-forms/open-boxes.ts";
import { openVoc } from "./box-forms/voc/voc.ts";
import { openYolo } from "./box-forms/yolo/yolo.ts";
import { cifarLayouts, openCifar } from "./cifar/cifar.ts";
import { openCoco, openCocoToEvaluate } from "./coco/coco.ts";
import { cocoInstructions } from "./coco/coco-files.ts";
import { openCsv, openCsvToEvaluate } from "./csv/csv.ts";
import type { DatasetRow, OpenDatasetOptions } from "./dataset-row.ts";
import { openFlowers102 } from "./flowers-102.ts";
import { openImageFolderToEvaluate } from "./folder/evaluated-folder.ts";
import { openImageFolder } from "./image-folder.ts";
import { asWhole, partsOf, withVal } from "./random-parts.ts";
import { syntheticScenes } from "./scenes/scenes.ts";
import { openSolarCells } from "./solar-cells.ts";
import { carsInstructions, openStanfordCars } from "./stanford-cars.ts";
import { syntheticData } from "./synthetic.ts";
import { openTreeCrowns } from "./tree-crowns/tree-crowns.ts";

/** The data sets that `openDataset` opens, in the order in which help and errors name them. */
export const datasetTable: readonly DatasetRow[] = [
  {
    name: "folder",
    help: "Images in one folder per class, maybe below train, val and test; for a detector, boxes in any of the forms here.",
    location: "required",
    isFormat: true,
    isOfOneUser: true,
    isNamedByLocation: true,
    trainCrop: "random-resized",
    open: async (location, options) =>
      partsOf(options.boxes ? await boxesAt(location, options) : await openImageFolder(location, options), options),
    openToEvaluate: async (location, options) =>
      options.boxes
        ? asWhole(await openBoxes(location, options, "evaluate"))
        : (await openImageFolderToEvaluate(location, options)).parts,
  },
  {
    name: "csv",
    help: "A CSV file with one row per image and its class or classes.",
    location: "required",
    locationWord: "FILE",
    isFormat: true,
    isOfOneUser: true,
    trainCrop: "random-resized",
    open: async (location, options) =>
      partsOf(
        options.boxes ? trained(location, await openCsvBoxes(location, options)) : await openCsv(location, options),
        options,
      ),
    openToEvaluate: async (location, options) =>
      asWhole(options.boxes ? await openCsvBoxes(location, options) : await openCsvToEvaluate(location, options)),
  },
  {
    name: "coco",
    help: "COCO, or images with any number of classes in its format.",
    location: "required",
    instructions: cocoInstructions,
    isFormat: true,
    isOfOneUser: true,
    trainCrop: "random-resized",
    open: async (location, options) => partsOf(await openCoco(location, options), options),
    openToEvaluate: async (location, options) => asWhole(await openCocoToEvaluate(location, options)),
  },
  {
    name: "voc",
    help: "Images with boxes in Pascal VOC's XML, a file for each.",
    location: "required",
    isFormat: true,
    hasBoxesAlone: true,
    isOfOneUser: true,
    isNamedByLocation: true,
    trainCrop: "random-resized",
    open: async (location, options) => partsOf(trained(location, await openVoc(location, options)), options),
    openToEvaluate: async (location, options) => asWhole(await openVoc(location, options)),
  },
  {
    name: "yolo",
    help: "Images with boxes in YOLO's text files, by its data.yaml.",
    location: "required",
    isFormat: true,
    hasBoxesAlone: true,
    isOfOneUser: true,
    isNamedByLocation: true,
    trainCrop: "random-resized",
    open: async (location, options) => partsOf(trained(location, await openYolo(location, options)), options),
    openToEvaluate: async (location, options) => asWhole(await openYolo(location, options)),
  },
  {
    name: "cifar10",
    help: "CIFAR-10: 60,000 small photographs of 10 classes.",
    location: "optional",
    isFormat: false,
    inputSize: 32,
    trainCrop: "padded",
    open: async (location, options) =>
      withVal(await openCifar(cifarLayouts.cifar10, location, downloads(options)), options),
  },
  {
    name: "cifar100",
    help: "CIFAR-100: 60,000 small photographs of 100 classes.",
    location: "optional",
    isFormat: false,
    inputSize: 32,
    trainCrop: "padded",
    open: async (location, options) =>
      withVal(await openCifar(cifarLayouts.cifar100, location, downloads(options)), options),
  },
  {
    name: "flowers102",
    help: "Flowers-102: 8,189 photographs of 102 flowers.",
    location: "optional",
    isFormat: false,
    trainCrop: "random-resized",
    open: (location, options) => openFlowers102(location, { ...downloads(options), isKept: options.isKept }),
  },
  {
    name: "stanford-cars",
    help: "Stanford Cars: 16,185 photographs of 196 makes and models.",
    location: "required",
    instructions: carsInstructions,
    isFormat: false,
    trainCrop: "random-resized",
    open: async (location, options) => withVal(await openStanfordCars(location, options), options),
  },
  {
    name: "solar-cells",
    help: "ELPV: 2,624 photographs of solar cells, functional or defective.",
    location: "optional",
    isFormat: false,
    trainCrop: "random-resized",
    open: (location, { seed = 0, fractions = [0.6, 0.2, 0.2], onProgress, signal }) =>
      openSolarCells(location, { seed, fractions, onProgress, signal }),
  },
  {
    name: "tree-crowns",
    help: "Aerial photographs of Yellowstone with boxes around 853 trees, in tiles.",
    location: "optional",
    isFormat: false,
    hasBoxesAlone: true,
    trainCrop: "random-resized",
    open: openTreeCrowns,
  },
  {
    name: "synthetic",
    help: "Images drawn from the seed, to try things out without data; for a detector, scenes with boxes.",
    location: "none",
    isFormat: false,
    inputSize: 32,
    trainCrop: "padded",
    open: async (_, { seed = 0, synthetic, boxes }) =>
      boxes ? syntheticScenes({ ...synthetic, seed }) : syntheticData({ ...synthetic, seed }),
  },
];

/** Boxes in whatever form they are, to train on. */
async function boxesAt(location: string, options: OpenDatasetOptions) {
  const found = await openBoxes(location, options);
  if ("whole" in found) return found;
  const { train } = found.parts;
  return train ? { parts: { ...found.parts, train } } : trained(location, { parts: {} });
}

/** How and where what is missing is fetched. */
function downloads({ cacheFolder: folder, onProgress, signal }: OpenDatasetOptions) {
  return { cacheFolder: folder ?? path.join(cacheFolder(), "data"), onProgress, signal };
}
