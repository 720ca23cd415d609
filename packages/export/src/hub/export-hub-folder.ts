/** The folder of a repository on the Hugging Face hub. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ImageClassifier, saveWeights } from "@tresnet/zoo";
import { cardFacts } from "../card/card-facts.ts";
import { modelCard } from "../card/model-card.ts";
import { checkFacts } from "../facts/check-facts.ts";
import type { ModelFacts } from "../facts/model-facts.ts";
import { type ExportOnnxOptions, exportOnnx } from "../onnx/export-onnx.ts";
import { timmConfig } from "../timm/timm-config.ts";
import { timmEndsOf, timmRefusal } from "../timm/timm-models.ts";
import { type OverwriteOptions, writeFolder } from "../write-folder.ts";

/** How `exportHubFolder` writes. */
export interface ExportHubFolderOptions extends OverwriteOptions {
  /** The repository, such as "ann/solar-cells", for the card's programs. */
  readonly repository: string;
  /** Whether weights are stored as float16, half the bytes. @default false */
  readonly half?: boolean | undefined;
  /** Whether onnx/model.onnx is written too. @default true */
  readonly onnx?: boolean | undefined;
  /** Whether onnx/model_fp16.onnx is written too, whose weights are float16. @default false */
  readonly onnxHalf?: boolean | undefined;
  /** Lets onnx/model_int8.onnx be written too, in 8-bit numbers, by images that show it how. @default none */
  readonly onnxInt8?: ExportOnnxOptions["quantize"];
  /** Text by key for the headers of the weights' file and of ONNX. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Where ONNX lies in a repository, by the names that transformers.js has for them. */
export const onnxFiles = {
  onnx: "onnx/model.onnx",
  half: "onnx/model_fp16.onnx",
  int8: "onnx/model_int8.onnx",
} as const;

/**
 * Writes model.safetensors, timm's config.json, onnx/model.onnx and the model card (README.md), as a repository on the
 * hub is to have them: `createModel("hf-hub:user/name", { pretrained: true })` reads all of these, and timm those whose
 * net it builds; the card says which.
 * @throws ExportError when the facts don't fit the model, or the folder holds something; CheckpointError when float16
 * can't hold a weight.
 */
export async function exportHubFolder(
  model: ImageClassifier,
  folder: string,
  facts: ModelFacts,
  options: ExportHubFolderOptions,
): Promise<void> {
  const { repository, half = false, metadata = {}, force } = options;
  checkFacts(model, facts);
  const config = timmConfig(model, timmEndsOf(model), facts);
  const nets = onnxNets(options);
  const [main, ...further] = nets.map(({ file }) => file);
  const loads = { timm: timmRefusal(model) === undefined, transformersJs: false, onnx: main, furtherOnnx: further };
  const card = modelCard(cardFacts(model, facts, loads, { repository }));
  await writeFolder(folder, { force }, async (partial) => {
    await writeFile(path.join(partial, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
    await writeFile(path.join(partial, "README.md"), card);
    await saveWeights(model, path.join(partial, "model.safetensors"), { half, metadata });
    for (const { file, ...how } of nets) {
      await mkdir(path.dirname(path.join(partial, file)), { recursive: true });
      await exportOnnx(model, path.join(partial, file), { size: facts.preparation.imgSize, metadata, ...how });
    }
  });
}

/** The ONNX files that are written, and how. */
function onnxNets({ half = false, onnx = true, onnxHalf = false, onnxInt8 }: ExportHubFolderOptions) {
  if (!onnx) return [];
  return [
    { file: onnxFiles.onnx, half },
    ...(onnxHalf ? [{ file: onnxFiles.half, half: true }] : []),
    ...(onnxInt8 ? [{ file: onnxFiles.int8, quantize: onnxInt8 }] : []),
  ];
}
