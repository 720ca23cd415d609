/** Compares what is said of a model with the model. */
import type { ImageClassifier } from "@tresnet/zoo";
import { ExportError } from "../errors.ts";
import type { ModelFacts } from "./model-facts.ts";

/** The numbers of a model that facts have to fit. */
export type FactsShape = Pick<ImageClassifier, "name" | "numClasses" | "inChannels">;

/** @throws ExportError when there are not as many names as logits, or numbers of a channel as channels. */
export function checkFacts(
  { name, numClasses, inChannels }: FactsShape,
  { classNames, preparation }: ModelFacts,
): void {
  if (classNames !== undefined && classNames.length !== numClasses) {
    throw new ExportError(
      `${name}: expected ${numClasses} names of classes, one for each logit, got ${classNames.length}. Give all of them, or none.`,
    );
  }
  for (const what of ["mean", "std"] as const) {
    const got = preparation[what].length;
    if (got === inChannels) continue;
    throw new ExportError(`${name}: expected ${inChannels} numbers of ${what}, one for each channel, got ${got}.`);
  }
}
