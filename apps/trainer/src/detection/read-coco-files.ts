/** Annotations and detections out of COCO's JSON files, to be scored alone. */
import type { CocoDetection, CocoGroundTruth } from "@tresnet/boxes/evaluation";
import { readWhole } from "@tresnet/files";
import { z } from "zod";
import { UsageError } from "../errors.ts";

/** The most bytes that are read: COCO's own largest file has 470 MB, and a text can't be longer than 536 MB. */
const mostBytes = 500_000_000;

const idSchema = z.union([z.number(), z.string()], "a number or a text");
const boxSchema = z.array(z.number("a number"), "a list of four numbers, [left, top, width, height]");

const truthSchema = z.object(
  {
    images: z.array(z.object({ id: idSchema }, "an object with an id"), "a list of images"),
    categories: z.array(
      z.object({ id: idSchema, name: z.optional(z.string("a text")) }, "an object with an id"),
      "a list of categories",
    ),
    annotations: z.array(
      z.object(
        {
          id: z.optional(idSchema),
          image_id: idSchema,
          category_id: idSchema,
          bbox: boxSchema,
          area: z.optional(z.number("a number")),
          iscrowd: z.optional(z.union([z.number(), z.boolean()], "0 or 1")),
        },
        "an object with image_id, category_id and bbox",
      ),
      "a list of annotations",
    ),
  },
  "an object with images, categories and annotations",
);

const resultsSchema = z.array(
  z.object(
    { image_id: idSchema, category_id: idSchema, bbox: boxSchema, score: z.number("a number") },
    "an object with image_id, category_id, bbox and score",
  ),
  "a list of detections",
);

/** Reads COCO's annotations. @throws UsageError that names the file, the entry, what was expected and what came. */
export function readAnnotations(file: string): Promise<CocoGroundTruth> {
  return readJson("--annotations", file, truthSchema);
}

/** Reads detections in COCO's results form. @throws UsageError as `readAnnotations` does. */
export function readDetections(file: string): Promise<readonly CocoDetection[]> {
  return readJson("--detections", file, resultsSchema);
}

async function readJson<Schema extends z.ZodType>(
  flag: string,
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const refused = (reason: string, cause?: unknown) =>
    new UsageError(`${flag}: ${file}: ${reason}`, cause === undefined ? {} : { cause });
  const bytes = await readWhole(file, { mostBytes, takesPipes: true }).catch((cause: unknown) => {
    throw refused(`expected a JSON file that can be read, got ${messageOf(cause)}. Check the path.`, cause);
  });
  const value = parseJson(bytes, (cause) =>
    refused(
      `expected JSON, got something else (${messageOf(cause)}). NaN and Infinity are no JSON, though Python writes them.`,
      cause,
    ),
  );
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${placeOf(issue.path)}: `;
  throw refused(`${where}expected ${issue?.message}, got ${shown(valueAt(value, issue?.path ?? []))}. Correct it.`);
}

function parseJson(bytes: Buffer, refused: (cause: unknown) => Error): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw refused(cause);
  }
}

/** annotations[3].bbox[0] */
function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return text.startsWith(".") ? text.slice(1) : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
