/** A model as a folder that Python's timm loads, and the Hugging Face hub knows. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type ImageClassifier, saveWeights } from "@tresnet/zoo";
import { type CardPlace, cardFacts } from "../card/card-facts.ts";
import { modelCard } from "../card/model-card.ts";
import { checkFacts } from "../facts/check-facts.ts";
import type { ModelFacts } from "../facts/model-facts.ts";
import { type OverwriteOptions, writeFolder } from "../write-folder.ts";
import { timmConfig } from "./timm-config.ts";
import { timmModelOf } from "./timm-models.ts";

/** How `exportTimm` writes. */
export interface ExportTimmOptions extends OverwriteOptions, CardPlace {
  /** Whether weights are stored as float16, half the bytes; timm computes in float32 all the same. @default false */
  readonly half?: boolean | undefined;
  /** Text by key for the header of the weights' file. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes model.safetensors, config.json and a model card (README.md) into a folder, as it is to lie on the hub:
 * `timm.create_model("local-dir:FOLDER", pretrained=True)` gives the same logits, resolves the same preparation of
 * images and knows the names of the classes.
 * @throws ExportError when timm builds no such net (`tresnet_s`, an ML-Decoder), the facts don't fit the model, or the
 * folder holds something; CheckpointError when float16 can't hold a weight.
 */
export async function exportTimm(
  model: ImageClassifier,
  folder: string,
  facts: ModelFacts,
  { half = false, metadata = {}, force, ...place }: ExportTimmOptions = {},
): Promise<void> {
  const config = timmConfig(model, timmModelOf(model), facts);
  checkFacts(model, facts);
  const card = modelCard(cardFacts(model, facts, { timm: true, transformersJs: false }, place));
  await writeFolder(folder, { force }, async (partial) => {
    await writeFile(path.join(partial, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
    await writeFile(path.join(partial, "README.md"), card);
    await saveWeights(model, path.join(partial, "model.safetensors"), { half, metadata });
  });
}
