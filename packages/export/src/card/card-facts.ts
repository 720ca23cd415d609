/** What a model card tells of a model. */
import { parameterCount } from "@tresnet/blocks";
import type { ImageClassifier } from "@tresnet/zoo";
import type { ModelFacts } from "../facts/model-facts.ts";

/** What a model card is written from. What is not known is left out of it. */
export interface CardFacts extends ModelFacts, CardPlace {
  /** The name of the model in the zoo, such as "tresnet_m". */
  readonly architecture: string;
  /** How many values training changed. */
  readonly parameters?: number | undefined;
  /** The number of logits. */
  readonly numClasses: number;
  /** What can load the files beside the card. */
  readonly loads: CardLoads;
}

/** Where a card will be read. */
export interface CardPlace {
  /** What the card is headed with. @default the repository, else the name of the model */
  readonly title?: string | undefined;
  /** The repository on the Hugging Face hub, such as "ann/solar-cells"; absent while there is none. */
  readonly repository?: string | undefined;
}

/** Which programs can load the files beside a card. */
export interface CardLoads {
  /** Whether Python's timm can: there are its config.json and model.safetensors, of a net that it builds. */
  readonly timm: boolean;
  /** Whether transformers.js can: config.json is in its form. */
  readonly transformersJs: boolean;
  /** The path of an ONNX file beside the card; absent where there is none. */
  readonly onnx?: string | undefined;
  /** The paths of further ONNX files: the same net with float16 weights ("fp16" in the name), or in 8-bit numbers. */
  readonly furtherOnnx?: readonly string[] | undefined;
}

/** The facts of a card: those that the model tells itself beside those that are given. */
export function cardFacts(
  model: ImageClassifier,
  facts: ModelFacts,
  loads: CardLoads,
  { title, repository }: CardPlace = {},
): CardFacts {
  const { name: architecture, numClasses } = model;
  return { ...facts, title, repository, architecture, numClasses, parameters: parameterCount(model), loads };
}
