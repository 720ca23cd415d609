/** The folder of a repository on the Hugging Face hub. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ImageClassifier, saveWeights } from "@tresnet/zoo";
import { cardFacts } from "../card/card-facts.ts";
import { modelCard } from "../card/model-card.ts";
import { checkFacts } from "../facts/check-facts.ts";
import type { ModelFacts } from "../facts/model-facts.ts";
import { exportOnnx } from "../onnx/export-onnx.ts";
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
  /** Text by key for the headers of the weights' file and of ONNX. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Where the net lies in a repository. */
const onnxFile = "onnx/model.onnx";

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
  { repository, half = false, onnx = true, metadata = {}, force }: ExportHubFolderOptions,
): Promise<void> {
  checkFacts(model, facts);
  const config = timmConfig(model, timmEndsOf(model), facts);
  const loads = {
    timm: timmRefusal(model) === undefined,
    transformersJs: false,
    ...(onnx && { onnx: onnxFile }),
  };
  const card = modelCard(cardFacts(model, facts, loads, { repository }));
  await writeFolder(folder, { force }, async (partial) => {
    await writeFile(path.join(partial, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
    await writeFile(path.join(partial, "README.md"), card);
    await saveWeights(model, path.join(partial, "model.safetensors"), { half, metadata });
    if (!onnx) return;
    const file = path.join(partial, onnxFile);
    await mkdir(path.dirname(file));
    await exportOnnx(model, file, { size: facts.preparation.imgSize, half, metadata });
  });
}
