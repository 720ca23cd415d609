/** What a YOLO folder's data.yaml says: names of classes, and where the images of each part are. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { readWhole } from "@tresnet/files";
import { parse } from "yaml";
import { DataError } from "../../../errors.ts";
import { shownText } from "../../../shown-text.ts";
import { listFolder } from "../../image-files.ts";

/** The parts of a YOLO data set. */
export interface YoloConfig {
  /** The file that says so. */
  readonly file: string;
  /** The names of the classes, by number. */
  readonly classNames: readonly string[];
  /** Folders of images or lists of them, of each part; of a folder without data.yaml the whole. */
  readonly parts: Readonly<Partial<Record<"train" | "val" | "test" | "whole", readonly string[]>>>;
  /** How many numbers of keypoints follow a box; 0 for boxes and polygons. */
  readonly keypointNumbers: number;
}

/** As `--config`'s. */
const limits = { mostBytes: 2 ** 20, maxAliasCount: 100 } as const;

/**
 * Reads PATH/data.yaml (or the only YAML file there, or the file that is named), or PATH/classes.txt beside folders
 * `images` and `labels`.
 * @throws DataError when there is none, or it does not say what is needed.
 */
export async function readYoloConfig(location: string): Promise<YoloConfig> {
  const found = await stat(location).catch(() => undefined);
  if (!found)
    throw new DataError(`${location}: expected a YOLO folder with its data.yaml, got nothing there. Check the path.`);
  if (found.isFile()) return fromYaml(location);
  const { files } = await listFolder(location);
  const yamls = files.filter((name) => /\.ya?ml$/i.test(name));
  const named =
    yamls.find((name) => /^(data|dataset)\.ya?ml$/i.test(name)) ?? (yamls.length === 1 ? yamls[0] : undefined);
  if (named !== undefined) return fromYaml(path.join(location, named));
  if (yamls.length > 1)
    throw new DataError(
      `${location}: expected one data.yaml, got ${yamls.join(", ")}. Say which: yolo:${path.join(location, yamls[0] ?? "")}.`,
    );
  return fromClasses(location);
}

async function fromYaml(file: string): Promise<YoloConfig> {
  const config = asObject(await yamlIn(file), file);
  const names = namesIn(Reflect.get(config, "names"), file);
  const count: unknown = Reflect.get(config, "nc");
  if (typeof count === "number" && count !== names.length)
    throw new DataError(`${file}: expected ${count} names of classes as nc says, got ${names.length}. Mend the file.`);
  const root: unknown = Reflect.get(config, "path");
  const folder = path.dirname(file);
  const bases = typeof root === "string" ? [path.resolve(folder, root), folder] : [folder];
  const placesOf = async (key: string) => {
    const value: unknown = Reflect.get(config, key);
    const all = value === undefined || value === null || value === "" ? [] : Array.isArray(value) ? value : [value];
    const places: string[] = [];
    for (const each of all) places.push(await locate(each, { bases, file, key }));
    return places;
  };
  const [train, test] = [await placesOf("train"), await placesOf("test").catch(() => [])];
  const ownVal = await placesOf("val");
  const val = ownVal.length > 0 ? ownVal : await placesOf("valid");
  // Ultralytics' small samples have the training images as val: a score on them says nothing.
  const isSame = val.length === train.length && val.every((place, at) => place === train[at]);
  return {
    file,
    classNames: names,
    parts: {
      ...(train.length > 0 && { train }),
      ...(val.length > 0 && !isSame && { val }),
      ...(test.length > 0 && { test }),
    },
    keypointNumbers: keypointsIn(Reflect.get(config, "kpt_shape")),
  };
}

async function yamlIn(file: string): Promise<unknown> {
  try {
    const text = (await readWhole(file, { mostBytes: limits.mostBytes })).toString("utf8");
    return parse(text, { maxAliasCount: limits.maxAliasCount });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
    throw new DataError(`${file}: expected YAML that can be read (${reason}). Mend the file.`, { cause });
  }
}

function asObject(value: unknown, file: string): object {
  if (typeof value === "object" && value !== null) return value;
  throw new DataError(
    `${file}: expected names, train and val in YAML, got ${shownText(String(value))}. Take the data.yaml of a YOLO data set.`,
  );
}

/** A list, or numbers from 0 with a name each. */
function namesIn(value: unknown, file: string): readonly string[] {
  const entries = Array.isArray(value)
    ? value.entries()
    : Object.entries(typeof value === "object" && value !== null ? value : {});
  const byNumber = new Map([...entries].map(([number, name]) => [Number(number), String(name)]));
  const names = Array.from({ length: byNumber.size }, (_, number) => byNumber.get(number));
  const known = names.flatMap((name) => name ?? []);
  if (known.length === 0 || known.length < names.length)
    throw new DataError(
      `${file}: expected names, a list or numbers from 0 with a name each, got ${shownText(String(JSON.stringify(value)))}. Mend the file.`,
    );
  if (new Set(known).size < known.length)
    throw new DataError(
      `${file}: expected names of classes that differ, got one twice in ${shownText(known.join(", "))}. Rename one.`,
    );
  return known;
}

function keypointsIn(value: unknown): number {
  if (!Array.isArray(value)) return 0;
  const [points, numbers]: unknown[] = value;
  return typeof points === "number" && typeof numbers === "number" ? points * numbers : 0;
}

interface Lookup {
  readonly bases: readonly string[];
  readonly file: string;
  readonly key: string;
}

/** Where a part's path leads. Exports write "../train/images" for what lies beside data.yaml. */
async function locate(value: unknown, { bases, file, key }: Lookup): Promise<string> {
  if (typeof value !== "string")
    throw new DataError(
      `${file}: expected paths in ${key}, got ${shownText(String(JSON.stringify(value)))}. Mend the file.`,
    );
  const candidates = bases.flatMap((base) => [
    path.resolve(base, value),
    path.resolve(base, value.replace(/^(\.\.[\\/])+/, "")),
  ]);
  for (const candidate of candidates) if (await stat(candidate).catch(() => undefined)) return candidate;
  throw new DataError(
    `${file}: expected the images of ${key} in ${value}, and nothing is there. Looked in ${[...new Set(candidates)].join(", ")}. Correct path or ${key}.`,
  );
}

/** LabelImg's and darknet's form: classes.txt, and a text file for each image. */
async function fromClasses(location: string): Promise<YoloConfig> {
  for (const inside of ["classes.txt", "labels/classes.txt", "obj.names"]) {
    const file = path.join(location, inside);
    const bytes = await readWhole(file, { mostBytes: limits.mostBytes }).catch(() => undefined);
    if (!bytes) continue;
    const classNames = bytes
      .toString("utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    const images = path.join(location, "images");
    const whole = [(await stat(images).catch(() => undefined)) ? images : location];
    return { file, classNames: namesIn(classNames, file), parts: { whole }, keypointNumbers: 0 };
  }
  throw new DataError(
    `${location}: expected data.yaml with names, train and val, or classes.txt, got neither. Write one: names: [cat, dog], train: images/train, val: images/val. Then say yolo:PATH.`,
  );
}
