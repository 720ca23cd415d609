/** A model as the folder that transformers.js takes. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ImageClassifier } from "@tresnet/zoo";
import { type CardPlace, cardFacts } from "../card/card-facts.ts";
import { modelCard } from "../card/model-card.ts";
import { checkFacts } from "../facts/check-facts.ts";
import type { ModelFacts } from "../facts/model-facts.ts";
import { exportOnnx } from "../onnx/export-onnx.ts";
import { type OverwriteOptions, writeFolder } from "../write-folder.ts";
import { preprocessorConfig, transformersConfig } from "./transformers-config.ts";

/** How `exportTransformersJs` writes. */
export interface ExportTransformersJsOptions extends OverwriteOptions, CardPlace {
  /** Whether weights are stored as float16, half the bytes; the net computes in float32 all the same. @default false */
  readonly half?: boolean | undefined;
  /** Text by key for the header of the net's file. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Where transformers.js looks for the net in a folder. */
export const transformersOnnxFile = "onnx/model.onnx";

/**
 * Writes config.json, preprocessor_config.json, onnx/model.onnx and a model card (README.md) into a folder, which
 * `pipeline("image-classification", FOLDER)` of `@huggingface/transformers` takes: the same answers for images that
 * have the model's size already; others are resized by filters of its own, so that probabilities differ a little.
 * @throws ExportError for what it can't do (several labels an image, the crop mode border, other channels than three),
 * facts that don't fit the model, or a folder that holds something; what `exportOnnx` throws.
 */
export async function exportTransformersJs(
  model: ImageClassifier,
  folder: string,
  facts: ModelFacts,
  { half = false, metadata = {}, force, ...place }: ExportTransformersJsOptions = {},
): Promise<void> {
  checkFacts(model, facts);
  const files = {
    "config.json": transformersConfig(model, facts),
    "preprocessor_config.json": preprocessorConfig(model.name, facts.preparation),
  };
  const loads = { timm: false, transformersJs: true, onnx: transformersOnnxFile };
  const card = modelCard(cardFacts(model, facts, loads, place));
  await writeFolder(folder, { force }, async (partial) => {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path.join(partial, name), `${JSON.stringify(content, null, 2)}\n`);
    }
    await writeFile(path.join(partial, "README.md"), card);
    const onnx = path.join(partial, transformersOnnxFile);
    await mkdir(path.dirname(onnx));
    await exportOnnx(model, onnx, { size: facts.preparation.imgSize, half, metadata });
  });
}
