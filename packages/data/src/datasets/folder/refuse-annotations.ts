/** Knows the layouts of data for segmentation and detection, whose folders would be taken for classes. */
import path from "node:path";
import { DataError } from "../../errors.ts";
import { firstNames } from "../../shown-text.ts";
import { isImageName, listFolder } from "../image-files.ts";
import { namedPart } from "./part-names.ts";

const pictures =
  /^(images?|imgs?|jpegimages?|jpe?gs?|jpegs?|pngs?|photos?|pictures?|pics?|rgb|rgbimages?|inputs?|originals?|rawimages?)$/;
const annotations =
  /^(masks?|labels?|annotations?|annots?|anns?|gts?|groundtruths?|segmentations?|segmentation(class|object|masks?)|segs?|segmaps?|trimaps?|bbox(es)?|boxes|xmls?|jsons?|targets?|outputs?)$/;

/**
 * Refuses folders that are all called as pictures and what is annotated of them are, such as "images" and "masks": a
 * training would learn to tell pictures from masks.
 * @throws DataError that says which layout it is, and how these can be named as classes all the same.
 */
export async function refuseAnnotations(folder: string): Promise<void> {
  const { folders } = await listFolder(folder);
  const first = folders.find((name) => pictures.test(plainName(name)));
  const annotated = folders.find((name) => annotations.test(plainName(name)));
  const areAll = folders.every((name) => pictures.test(plainName(name)) || annotations.test(plainName(name)));
  if (first === undefined || annotated === undefined || !areAll) return;
  const areMasks = await holdsPictures(path.join(folder, annotated));
  const layout = areMasks
    ? "pictures and their masks, as data for segmentation lies"
    : "pictures and files about them, as data for detection lies (YOLO's .txt, Pascal VOC's .xml)";
  const advice = areMasks
    ? ""
    : " Where the boxes are to become the labels of images, export them as COCO (coco:FOLDER) or as a folder for each class.";
  throw new DataError(
    `${folder}: expected a folder for each class, got ${firstNames(folders)}: ${layout}.${advice} Sort the pictures into folders by class, or list them and their classes in a CSV file (csv:FILE). If these are the classes, say so: --classes ${shellList(folders)}.`,
  );
}

/** Names as one word of a command line. */
function shellList(names: readonly string[]): string {
  const list = names.join(",");
  return /^[\w,.-]+$/.test(list) ? list : JSON.stringify(list);
}

/** A name without its part, marks and numbers: "train_masks_2" is "masks". */
function plainName(name: string): string {
  const words = name
    .normalize("NFKC")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return words.filter((word) => namedPart(word) === undefined).join("");
}

/** Whether a folder has pictures, itself or in one of the first folders inside. */
async function holdsPictures(folder: string): Promise<boolean> {
  const { folders, files } = await listFolder(folder);
  if (files.some(isImageName)) return true;
  for (const name of folders.slice(0, 3)) {
    const inside = await listFolder(path.join(folder, name));
    if (inside.files.some(isImageName)) return true;
  }
  return false;
}
