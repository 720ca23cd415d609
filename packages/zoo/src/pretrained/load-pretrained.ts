/** Puts the weights of a file into a new model, all of them or the body's alone. */
import { initializeWeights } from "@tresnet/blocks";
import type { ImageClassifier } from "../models/image-classifier.ts";
import type { HeadInFile } from "../weights/head-in.ts";
import { loadWeights } from "../weights/load-weights.ts";

/** What of a file is loaded, and who is told of it. */
export interface LoadPretrainedOptions {
  /** Whether everything must fit; else the head starts anew. */
  readonly isWhole: boolean;
  /** What the notice names: a tag, a name of the hub or a file. */
  readonly what: string;
  /** The head in the file. */
  readonly head: HeadInFile | undefined;
  /** The classes of the file's head. */
  readonly classes: number | undefined;
  /** Decides the first values of a new head. */
  readonly seed: number;
  /** Is told in a sentence what was not loaded. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Loads a file into a model, which is disposed of when that fails. */
export async function loadPretrained(
  model: ImageClassifier,
  file: string,
  { isWhole, what, head, classes, seed, onNotice }: LoadPretrainedOptions,
): Promise<ImageClassifier> {
  try {
    const advice = "Choose the model and the number of classes that it was saved from.";
    await loadWeights(model, file, { strict: isWhole ? true : "body", advice });
    if (!isWhole) {
      onNotice?.(
        `${what} has ${headText(head, classes)}: its body was loaded, and the head for ${model.numClasses} classes starts anew.`,
      );
    }
    initializeWeights(model, seed); // what has no values yet
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function headText(head: HeadInFile | undefined, classes: number | undefined): string {
  if (head?.kind === "ml-decoder")
    return `an ML-Decoder for ${head.classes} classes (see useMlDecoder of @tresnet/heads)`;
  return classes === undefined ? "no head" : `${classes} classes`;
}
