/** Finds the images that a CSV file names. */
import path from "node:path";
import { DataError } from "../../errors.ts";
import { isFile } from "../../is-file.ts";
import { shownText } from "../../shown-text.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";
import { isImageName } from "../image-files.ts";
import { findNamedFiles } from "../named-files.ts";

const extensions = ["", ".jpg", ".png", ".jpeg", ".webp", ".tif", ".tiff", ".gif", ".avif", ".bmp"] as const;

/** The images as the file names them, and their lines. */
export interface NamedImages {
  readonly names: readonly string[];
  readonly line: (index: number) => number;
  /** What stands above them in the line of column names, where that may be an image too. */
  readonly heading: string | undefined;
}

/** Where images are, and what is one's path. */
interface Place {
  readonly folder: string;
  /** The path of an image by its name in the file. */
  readonly pathOf: (name: string) => string;
  /** Whether folders at the beginning of names are left out, since they are another machine's. */
  readonly isCut: boolean;
}

type Options = Pick<OpenDatasetOptions, "imageRoot" | "onNotice">;

/**
 * The paths of the images, in the same order.
 *
 * Names are relative to the image root or, without one, to the CSV file's folder, or to `images`, `train`,
 * `train_images`, the file's own name or the like in it, with or without their extension, all in the same way;
 * Windows' backslashes are slashes. Of the path of another machine, and with an image root, folders at its beginning
 * are left out until the image is found.
 * @throws DataError with the line of the first image that is missing or named twice, and where it was looked for.
 */
export async function csvImages(file: string, images: NamedImages, options: Options): Promise<readonly string[]> {
  const { names, line } = images;
  checkNames(file, images);
  const candidates = foldersFor(file, options.imageRoot);
  const found = await locate(candidates, names, options.imageRoot !== undefined);
  const { pathOf, isCut, folder } = found ?? placeIn(candidates[0] ?? "", { extension: "", cut: 0, isWindows: false });
  await refuseHeading(file, images, pathOf);
  const { paths, missing, isCut: areMany } = await findNamedFiles(names.length, (index) => pathOf(names[index] ?? ""));
  const [first] = missing;
  if (first === undefined) {
    if (isCut)
      options.onNotice?.({
        level: "info",
        message: `${file}: its images are taken from ${folder}, such as ${paths[0]} for ${names[0]}.`,
      });
    return paths;
  }
  const count = areMany ? `more than ${missing.length.toLocaleString("en-US")}` : missing.length;
  const where = found ? "" : ` Looked in ${candidates.join(", ")}.`;
  throw new DataError(
    `${file}, line ${line(first)}: expected the image ${shownText(pathOf(names[first] ?? ""))}, and it is not there` +
      `${missing.length > 1 ? ` (${count} are missing in all)` : ""}.${where} Add the images or remove their lines, or say where they are: --image-root FOLDER.`,
  );
}

function checkNames(file: string, { names, line }: NamedImages): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name === "") throw new DataError(`${file}, line ${line(index)}: expected the name of an image, got none.`);
    if (/^[a-z][a-z\d+.-]+:\/\//i.test(name))
      throw new DataError(
        `${file}, line ${line(index)}: expected the name of an image on this machine, got the address ${shownText(name)}. Download the images and name their files.`,
      );
    if (seen.has(name))
      throw new DataError(
        `${file}, line ${line(index)}: expected every image once, got ${shownText(name)} in line ${line(names.indexOf(name))} too. Keep one of the lines; for several classes use a column "labels".`,
      );
    seen.add(name);
  }
}

/** A first line that names an image that is there is no line of column names. */
async function refuseHeading(file: string, { heading }: NamedImages, pathOf: Place["pathOf"]): Promise<void> {
  if (heading === undefined || heading === "" || !(await isFile(pathOf(heading)))) return;
  throw new DataError(
    `${file}, line 1: expected the names of the columns, got the image ${shownText(heading)}. Put a line such as "image,label" before it.`,
  );
}

function foldersFor(file: string, imageRoot: string | undefined): readonly string[] {
  if (imageRoot !== undefined) return [imageRoot];
  const { dir, name } = path.parse(path.resolve(file));
  const inside = ["images", "train", name, "train_images", `${name}_images`, "image", "imgs", "img", "photos", "data"];
  const deeper = [path.join("images", "train"), path.join("images", name)];
  return [dir, ...new Set([...inside, ...deeper])].map((each, place) => (place === 0 ? each : path.join(dir, each)));
}

/** Where one of the first images is found decides for all. */
const mostTried = 10;

async function locate(
  folders: readonly string[],
  names: readonly string[],
  isRootGiven: boolean,
): Promise<Place | undefined> {
  for (const name of names.slice(0, mostTried)) {
    const isWindows = name.includes("\\");
    const isOfOthers = isRootGiven || /^([a-z]:)?[\\/]|^\.\.[\\/]/i.test(name);
    const depth = isOfOthers ? Math.min(32, piecesOf(name).length) : 1;
    for (let cut = 0; cut < depth; cut++) {
      for (const folder of folders) {
        for (const extension of isImageName(name) ? [""] : extensions) {
          for (const asWindows of isWindows ? [false, true] : [false]) {
            const place = placeIn(folder, { extension, cut, isWindows: asWindows });
            if (await isFile(place.pathOf(name))) return place;
          }
        }
      }
    }
  }
  return undefined;
}

interface Spelling {
  readonly extension: string;
  /** Folders at the beginning of a name to leave out. */
  readonly cut: number;
  /** Whether backslashes stand between folders. */
  readonly isWindows: boolean;
}

function placeIn(folder: string, { extension, cut, isWindows }: Spelling): Place {
  const resolved = path.resolve(folder);
  return {
    folder: resolved,
    isCut: cut > 0,
    pathOf(name) {
      if (cut === 0 && isPlain(name)) return `${resolved}${path.sep}${name}${extension}`;
      const spelled = isWindows ? name.replaceAll("\\", "/") : name;
      const kept = cut > 0 ? piecesOf(spelled).slice(cut).join("/") : spelled;
      return path.resolve(resolved, kept + extension);
    },
  };
}

/** Whether a name can follow a folder's as it is: of millions, `path.resolve` would take seconds. */
function isPlain(name: string): boolean {
  return (
    path.sep === "/" && !name.startsWith("/") && !name.includes("./") && !name.includes("//") && !name.includes("\\")
  );
}

/** The folders of a path and its name, without a drive. */
function piecesOf(name: string): readonly string[] {
  return name
    .replace(/^[a-z]:/i, "")
    .split(/[\\/]/)
    .filter(Boolean);
}
