/** What a file of exported weights says of itself in words, besides what this command reads back. */
import path from "node:path";
import { datasetOf } from "@tresnet/data";
import { isHubName } from "@tresnet/zoo";
import type { ExportOptions } from "../settings/export-options.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { BestScore, SavedModel } from "./checkpoint-metadata.ts";
import { commandOf } from "./command-of.ts";
import type { RunConfig } from "./run-directory.ts";

/** What is known of the weights. */
export interface Exported {
  readonly model: SavedModel;
  /** The settings of the run that they come from, where it is known. */
  readonly config?: RunConfig | undefined;
  /** The score of its best epoch, where these are its weights. */
  readonly best?: BestScore | undefined;
}

type DescribedOptions = Pick<ExportOptions, "licenseNote" | "score" | "half" | "backbone" | "quantize">;

/** Metadata of a safetensors file, whose values are text; paths of this machine are left out. */
export function describeExport(
  { model, config, best }: Exported,
  { licenseNote, score, half, backbone, quantize }: DescribedOptions,
  version: string,
): Record<string, string> {
  const { model: backboneName, detector, classNames, imgSize, cropMode, cropPct, interpolation, mean, std } = model;
  const scored = score ?? (config && best && scoreText(best, config));
  return {
    architecture: detector?.name ?? backboneName,
    classes: JSON.stringify(classNames),
    preprocessing: JSON.stringify({ imgSize, cropMode, cropPct, interpolation, mean, std }),
    content: `${backbone ? "backbone" : "backbone and head"}, ${quantize ?? (half ? "float16" : "float32")}`,
    ...(config && { recipe: commandOf(withoutPaths(config.options)), dataset: placeless(config.options.data ?? "") }),
    ...(config && { training_version: config.environment.tresnet ?? "unknown" }),
    ...(scored !== undefined && { score: scored }),
    ...(licenseNote !== undefined && { license_note: licenseNote }),
    tresnet_version: version,
  };
}

function scoreText({ metric, value, epoch }: BestScore, { data, options }: RunConfig): string {
  const heldOut = data.parts.val;
  const images = heldOut === undefined ? "the training images" : `${heldOut.images} held-out images`;
  return `${metric} ${Number(value.toFixed(4))} on ${images} after epoch ${epoch} of ${options.epochs}, seed ${options.seed}`;
}

/** Settings that mean the same on other machines, and that the weights depend on. */
function withoutPaths({ data = "", initialCheckpoint, imageRoot, ...others }: TrainOptions): TrainOptions {
  const { export: _, exportOutput: __, ...training } = others;
  return {
    ...training,
    data: placeless(data),
    output: "runs",
    ...(initialCheckpoint !== undefined && {
      initialCheckpoint: isHubName(initialCheckpoint) ? initialCheckpoint : path.basename(initialCheckpoint),
    }),
    ...(imageRoot !== undefined && { imageRoot: path.basename(imageRoot) }),
  };
}

/** "folder:PATH/photos" is "folder:photos", and "cifar10:PATH" is "cifar10", which has only one content. */
function placeless(data: string): string {
  const known = datasetOf(data);
  if (known === undefined) return data.split(":")[0] ?? "";
  const { row, location } = known;
  return row.isFormat && location !== undefined ? `${row.name}:${path.basename(location)}` : row.name;
}
