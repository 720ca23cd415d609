/** The values of COCO's elements, checked. */
import path from "node:path";
import { DataError } from "../../errors.ts";
import { shownText } from "../../shown-text.ts";

/** What tells one image or category from another. */
export type CocoId = number | string;

/** An id of an element: a whole number, or a text as some tools write. @throws DataError naming file and place. */
export function cocoId(value: unknown, key: string, file: string, place: string): CocoId {
  const found = property(value, key);
  if (typeof found === "number" && Number.isSafeInteger(found)) return found;
  if (typeof found === "string" && found !== "") return found;
  if (typeof found === "number" && Number.isInteger(found))
    throw new DataError(
      `${file}: expected an id below 2^53 in ${place}.${key}, got ${BigInt(found)} or a number near it: larger ones are not read exactly. Number the images or categories anew.`,
    );
  const advice =
    found === undefined ? "Is it a file of instances, and not one of captions or the like?" : "Mend the file.";
  throw new DataError(
    `${file}: expected a whole number in ${place}.${key}, got ${shownText(String(JSON.stringify(found)))}. ${advice}`,
  );
}

/** A text of an element that is not empty. @throws DataError naming file and place. */
export function cocoText(value: unknown, key: string, file: string, place: string): string {
  const found = property(value, key);
  if (typeof found === "string" && found !== "") return found;
  throw new DataError(
    `${file}: expected text in ${place}.${key}, got ${shownText(String(JSON.stringify(found)))}. Mend the file.`,
  );
}

/** The name of the category above one, where it is given. */
export function cocoAbove(value: unknown): string | undefined {
  const above = property(value, "supercategory");
  return typeof above === "string" ? above : undefined;
}

/** The name of an image's file; a label file must not lead out of the folder of its images. @throws DataError. */
export function cocoFileName(value: unknown, file: string, place: string): string {
  const name = cocoText(value, "file_name", file, place);
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(name))
    throw new DataError(
      `${file}: expected the name of a file in ${place}.file_name, got the address ${shownText(name)}. Download the images, and put the names of their files there.`,
    );
  const normal = path.posix.normalize(name.replaceAll("\\", "/"));
  if (!path.posix.isAbsolute(normal) && !normal.startsWith("../") && !/^[A-Za-z]:/.test(normal)) return normal;
  throw new DataError(
    `${file}: expected an image inside its folder in ${place}.file_name, got ${shownText(name)}. Mend the file; Label Studio writes such names where the images are not exported: choose "COCO with Images".`,
  );
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
