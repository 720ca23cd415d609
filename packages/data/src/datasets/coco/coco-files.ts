/** Finds the files of annotations, and the images that belong to them, as COCO and label tools lay them out. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../../errors.ts";
import { isFile } from "../../is-file.ts";
import { namedPart } from "../folder/part-names.ts";
import { listFolder } from "../image-files.ts";

/** What a user does who has no copy. */
export const cocoInstructions = [
  "COCO is 20 GB and is not fetched for you. Get from https://cocodataset.org/#download and unpack into one folder:",
  "  PATH/annotations/instances_train2017.json, instances_val2017.json (annotations_trainval2017.zip)",
  "  PATH/train2017/*.jpg (train2017.zip), PATH/val2017/*.jpg (val2017.zip); 2014 instead of 2017 will do as well",
  "Licence: annotations CC BY 4.0; the images belong to their owners and are under Flickr's terms of use.",
  "Of your own images: export from Roboflow as COCO, from CVAT as COCO 1.0 with images, from Label Studio as COCO with Images.",
  "Then say coco:PATH.",
].join("\n");

/** One file of annotations, and where its images may be: the first folder that has them. */
export interface CocoFile {
  readonly annotations: string;
  readonly folders: readonly string[];
  /** What reports call it, such as "train2017". */
  readonly name: string;
}

/** The files of the parts, or the one file of all images. */
export type CocoFiles =
  | { readonly parts: Readonly<Partial<Record<"train" | "val" | "test", CocoFile>>> }
  | { readonly whole: CocoFile };

/**
 * Finds COCO's own files (annotations/instances_train2017.json), CVAT's (instances_default.json), Roboflow's
 * (train/_annotations.coco.json) and Label Studio's (result.json), or takes the file that is named.
 * @throws DataError when there is none, with what to put where, or a part has several.
 */
export async function findCocoFiles(location: string): Promise<CocoFiles> {
  const found = await stat(location).catch(() => undefined);
  if (found?.isFile()) return { whole: fileAt(path.dirname(location), location, path.parse(location).name) };
  const own = await ofCoco(location, path.join(location, "annotations"));
  const parts = { ...(await roboflow(location)), ...(isEmpty(own) ? await ofCoco(location, location) : own) };
  if (Object.keys(parts).length > 0) return { parts };
  const single = await singleFile(location);
  if (single) return { whole: single };
  throw new DataError(
    `${location}: expected annotations/instances_train2017.json, got none${await contentsOf(location)}.\n${cocoInstructions}`,
  );
}

/** PATH/train/_annotations.coco.json, with the images beside it. */
async function roboflow(location: string): Promise<Partial<Record<"train" | "val" | "test", CocoFile>>> {
  const parts: Partial<Record<"train" | "val" | "test", CocoFile>> = {};
  for (const name of await foldersIn(location)) {
    const annotations = path.join(location, name, "_annotations.coco.json");
    const named = namedPart(name);
    if (named === undefined || named.rest !== "" || !(await isFile(annotations))) continue;
    if (parts[named.part])
      throw several(location, named.part, [path.basename(path.dirname(parts[named.part]?.annotations ?? "")), name]);
    parts[named.part] = { annotations, folders: [path.join(location, name)], name };
  }
  return parts;
}

function isEmpty(parts: object): boolean {
  return Object.keys(parts).length === 0;
}

/** instances_train2017.json, or train.json, in annotations or in the folder itself. */
async function ofCoco(location: string, folder: string): Promise<Partial<Record<"train" | "val" | "test", CocoFile>>> {
  const parts: Partial<Record<"train" | "val" | "test", CocoFile>> = {};
  const names = (await filesIn(folder)).filter((name) => name.endsWith(".json"));
  for (const part of ["train", "val", "test"] as const) {
    const isOfPart = (name: string) => {
      const named = namedPart(name.replace(/^instances_/, "").replace(/\.json$/, ""));
      return named?.part === part && named.rest === "";
    };
    const all = names.filter(isOfPart);
    const ofInstances = all.filter((name) => name.startsWith("instances_"));
    const found = ofInstances.length > 0 ? ofInstances : all;
    const [file] = found;
    if (file === undefined) continue;
    if (found.length > 1) throw several(location, part, found);
    const name = file.replace(/^instances_/, "").replace(/\.json$/, "");
    parts[part] = fileAt(location, path.join(folder, file), name);
  }
  return parts;
}

/** annotations/instances_default.json of CVAT, result.json of Label Studio, or the only JSON file that there is. */
async function singleFile(location: string): Promise<CocoFile | undefined> {
  const folders = [path.join(location, "annotations"), location];
  for (const folder of folders) {
    const names = (await filesIn(folder)).filter((name) => name.endsWith(".json"));
    const known = ["instances_default.json", "_annotations.coco.json", "result.json"].find((name) =>
      names.includes(name),
    );
    const [only] = names;
    const name = known ?? (names.length === 1 ? only : undefined);
    if (name !== undefined)
      return fileAt(location, path.join(folder, name), path.parse(name).name.replace(/^instances_/, ""));
  }
  return undefined;
}

function fileAt(location: string, annotations: string, name: string): CocoFile {
  const inside = [name, path.join("images", name), "images", "", path.join("train", "images"), "data"];
  return { annotations, folders: inside.map((each) => path.join(location, each)), name };
}

function several(location: string, part: string, names: readonly string[]): DataError {
  const pattern = names.every((name) => name.endsWith(".json")) ? `instances_${part}….json` : `folder for ${part}`;
  return new DataError(`${location}: expected one ${pattern}, got ${names.join(", ")}. Move the others.`);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  return (await listFolder(folder).catch(() => undefined))?.files ?? [];
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  return (await listFolder(folder).catch(() => undefined))?.folders ?? [];
}

/** What of other exports is there. */
async function contentsOf(location: string): Promise<string> {
  const files = await filesIn(location);
  if (files.includes("data.yaml")) return ", but data.yaml, which is of an export for YOLO";
  if (files.includes("annotations.xml")) return ", but annotations.xml, which is of CVAT's own format";
  const names = [...(await foldersIn(location)), ...files].slice(0, 5).join(", ");
  return names === "" ? "" : `, but ${names}`;
}
