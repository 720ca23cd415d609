/** Finds transformers.js and a model for it: neither comes with this package. */
import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { readWhole } from "@tresnet/files";
import { z } from "zod";
import { peersPython } from "../peers/find-pytorch.ts";
import { pythonFile } from "../processes/program.ts";
import { runProgram, showProgram } from "../processes/run-program.ts";

/** transformers.js and its model, or why they are not there. */
export type TransformersState =
  | {
      readonly present: true;
      /** The folders that its page loads, by the names it knows them under. */
      readonly folders: ReadonlyMap<string, string>;
      /** Versions of what runs the model, by name. */
      readonly versions: Readonly<Record<string, string>>;
      /** What the model is, in words. */
      readonly model: string;
    }
  | { readonly present: false; readonly reason: string };

/** What is looked for. */
export interface TransformersOptions {
  /** A folder of the user's in transformers.js's form; else one of random weights is written. */
  readonly model?: string | undefined;
  /** The side of the images, which the model must have too. */
  readonly imageSize: number;
  /** The seed of random weights. */
  readonly seed: number;
  /** A folder that may be written to. */
  readonly folder: string;
  /** Hears a line for people before the model is written. */
  readonly onProgress?: (line: string) => void;
  /** A file beside whose packages transformers.js is looked for. @default one where the command was started */
  readonly from?: string;
}

const packageJson = z.object({ version: z.string() });
const square = z.union([
  z.number(),
  z.object({ height: z.number(), width: z.number() }).transform(({ height, width }) => (height === width ? height : 0)),
]);
/** The side of the square that a model gets, as preprocessor_config.json says it. */
const preparedSize = z.union([
  z.object({ do_center_crop: z.literal(true), crop_size: square }).transform(({ crop_size }) => crop_size),
  z.object({ size: square }).transform(({ size }) => size),
]);

/**
 * Looks for transformers.js where the command was started, and writes a model with the Python of the peers where none
 * is given.
 * @throws Error where the given model is of another size, or lacks files.
 */
export async function findTransformers(options: TransformersOptions): Promise<TransformersState> {
  const { from = path.join(process.cwd(), "package.json") } = options;
  const found = packagesFrom(from);
  if (found === undefined) {
    const reason = "not installed. Run `npm install @huggingface/transformers` where the command is started.";
    return { present: false, reason };
  }
  const model = options.model ?? path.join(options.folder, "vit");
  if (options.model === undefined) {
    const failure = await writeVit(model, options);
    if (failure !== undefined) return { present: false, reason: failure };
  }
  await requireFit(model, options.imageSize);
  const versions = {
    "transformers.js": await versionIn(found.get("transformers")),
    "onnxruntime-web": await versionIn(found.get("onnxruntime-web")),
  };
  const name = options.model ?? "ViT-base, patch 16, random weights";
  return { present: true, folders: new Map([...found, ["models/given", model]]), versions, model: name };
}

/** The folders of transformers.js and of what it runs on; undefined where it is not installed. */
function packagesFrom(from: string): Map<string, string> | undefined {
  try {
    const entry = createRequire(from).resolve("@huggingface/transformers");
    const inside = createRequire(entry);
    return new Map([
      ["transformers", packageFolder(entry, "transformers")],
      ["onnxruntime-web", packageFolder(inside.resolve("onnxruntime-web"), "onnxruntime-web")],
      ["onnxruntime-common", packageFolder(inside.resolve("onnxruntime-common"), "onnxruntime-common")],
    ]);
  } catch {
    return undefined;
  }
}

/** The folder of a package around its entry, whatever the package manager. */
function packageFolder(entry: string, name: string): string {
  const index = entry.lastIndexOf(`${path.sep}${name}${path.sep}`);
  return entry.slice(0, index + name.length + 1);
}

async function versionIn(folder = ""): Promise<string> {
  return packageJson.parse(await readJson(path.join(folder, "package.json"))).version;
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(String(await readWhole(file, { mostBytes: 2 ** 26 })));
}

/** Writes a model of random weights; gives why not, where there is no Python for it. */
async function writeVit(folder: string, { imageSize, seed, onProgress }: TransformersOptions) {
  const python = peersPython();
  const packages = ["torch", "timm", "onnx", "onnxruntime"];
  const script = `import importlib.metadata as m; [m.version(p) for p in ${JSON.stringify(packages)}]`;
  if ((await runProgram([python, "-c", script])).exitCode !== 0) {
    return `there is no model for it: ${python} has not all of ${packages.join(", ")}. Install them there, name a Python that has them in TRESNET_BENCH_PYTHON, or a folder with a model by --transformers-model.`;
  }
  onProgress?.("writing ViT-base with random weights for transformers.js");
  const { exitCode } = await showProgram([python, pythonFile("write_vit.py"), folder, `${imageSize}`, `${seed}`]);
  return exitCode === 0 ? undefined : `write_vit.py ended with ${exitCode}; its words are above.`;
}

/** @throws Error where the model is none, or one of images of another size. */
async function requireFit(folder: string, imageSize: number): Promise<void> {
  for (const name of ["config.json", "onnx/model.onnx", "onnx/model_quantized.onnx"]) {
    if (
      await stat(path.join(folder, name)).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      continue;
    throw new Error(
      `browser: expected ${name} in ${folder}, as transformers.js has it, got none. Name another folder by --transformers-model.`,
    );
  }
  const { data: size } = preparedSize.safeParse(await readJson(path.join(folder, "preprocessor_config.json")));
  if (size === imageSize) return;
  throw new Error(
    `browser: expected a model of images of ${imageSize}×${imageSize} in ${folder}, got ${size ?? "no square"} in preprocessor_config.json. Set --img-size, or name another folder by --transformers-model.`,
  );
}
