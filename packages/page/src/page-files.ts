/** The files of a page that says what is on images, ready to be written beside a model. */
import { createHash } from "node:crypto";
import { recipeFor } from "./recipe.ts";

/** What belongs to a page besides its own files. */
export interface PageOptions {
  /** The files of the model by their paths, such as "model/model.json": the page works offline once it has them. */
  readonly model: ReadonlyMap<string, Uint8Array>;
}

/**
 * Makes the page's files by their names: index.html and what it needs, README.md with the lines that put the model into
 * another page. The page loads the graph model "model/model.json", which must say what it is, as `--format
 * tfjs-graph-model` does. All addresses are relative: any static host and path will do.
 */
export async function pageFiles({ model }: PageOptions): Promise<ReadonlyMap<string, Uint8Array>> {
  const { buildAssets } = await import("./build-assets.ts");
  const assets = new Map(await buildAssets());
  const cached = new Map([...assets, ...model]);
  cached.delete(workerName);
  const list = JSON.stringify({ version: versionOf(cached), files: [...cached.keys()] });
  const worker = new TextDecoder().decode(assets.get(workerName));
  const encoder = new TextEncoder();
  assets.set(workerName, encoder.encode(`self.page = ${list};\n${worker}`));
  assets.set("README.md", encoder.encode(recipeFor(finds(model))));
  return assets;
}

const workerName = "service-worker.js";

/** What the model says, as its description tells. */
function finds(model: PageOptions["model"]): "classes" | "objects" {
  const json: unknown = JSON.parse(new TextDecoder().decode(model.get("model/model.json")) || "{}");
  const isDetector =
    hasKey(json, "userDefinedMetadata") &&
    hasKey(json.userDefinedMetadata, "task") &&
    json.userDefinedMetadata.task === "detect";
  return isDetector ? "objects" : "classes";
}

function hasKey<Key extends string>(value: unknown, key: Key): value is Readonly<Record<Key, unknown>> {
  return typeof value === "object" && value !== null && key in value;
}

/** A name of these very files: another model is another version, which browsers that have the old one fetch. */
function versionOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash("sha256");
  for (const [name, bytes] of files) hash.update(`${name} ${bytes.length}\n`).update(bytes);
  return hash.digest("hex").slice(0, 16);
}
