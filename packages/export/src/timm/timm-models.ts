/** The models of the zoo that Python's timm builds too, and what it calls their ends. */
import { buildModel, type ImageClassifier, modelNames, stateDictOf } from "@tresnet/zoo";
import { ExportError } from "../errors.ts";

/** What timm has to be told of a model to find its ends. */
export interface TimmModel {
  /** The key of the first convolution, without ".weight". */
  readonly firstConv: string;
  /** The key of the last layer, without ".weight". */
  readonly classifier: string;
  /** timm's name for the average over the last map. */
  readonly globalPool: string;
}

const tresnet = { firstConv: "body.conv1.conv", classifier: "head.fc", globalPool: "fast" } as const;
const resnet = { firstConv: "conv1", classifier: "fc", globalPool: "avg" } as const;

/** The models that both have. */
const timmNames = ["tresnet_m", "tresnet_l", "tresnet_xl", "tresnet_v2_l", "resnet50"];

const otherwise =
  "Write it as safetensors, which this project reads, or in a format that holds the whole net, such as ONNX";

/** What timm is told of a model, or would be if it had such a net: this project reads that form of all of them. */
export function timmEndsOf({ name }: Pick<ImageClassifier, "name">): TimmModel {
  return name === "resnet50" ? resnet : tresnet;
}

/** Why timm builds no such net, as a sentence with the way out; undefined where it does. */
export function timmRefusal(model: ImageClassifier): string | undefined {
  const { name } = model;
  if (!timmNames.includes(name)) {
    const reason =
      name === "tresnet_s"
        ? "its stem folds blocks of 2 × 2 pixels, and timm's blocks of 4 × 4 alone"
        : "timm has no model of that name";
    return `${name}: expected a model that timm builds (${timmNames.join(", ")}), and this it can't: ${reason}. ${otherwise}; or train tresnet_m.`;
  }
  if ("reads" in model.classifier) {
    return `${name}: expected a linear head, which timm's ${name} has, got one that reads the last map (ML-Decoder). ${otherwise}.`;
  }
  const differing = firstDifference(model);
  if (differing === undefined) return undefined;
  return `${name}: expected the shapes of timm's ${name}, and ${differing} is another. ${otherwise}.`;
}

/**
 * What timm has to be told of a model.
 * @throws ExportError when timm builds no such net: none of its name, another head, or other shapes.
 */
export function timmModelOf(model: ImageClassifier): TimmModel {
  const refusal = timmRefusal(model);
  if (refusal !== undefined) throw new ExportError(refusal);
  return timmEndsOf(model);
}

/** The first weight whose key or shape is not that of the zoo's model of the name. */
function firstDifference(model: ImageClassifier): string | undefined {
  const name = modelNames.find((one) => one === model.name);
  if (name === undefined) return model.name;
  const { numClasses, inChannels } = model;
  const shapes = (one: ImageClassifier) =>
    new Map([...stateDictOf(one)].map(([key, { shape }]) => [key, shape.join(" × ")]));
  const [ours, theirs] = [shapes(model), shapes(buildModel(name, { numClasses, inChannels }))];
  return [...new Set([...ours.keys(), ...theirs.keys()])].find((key) => ours.get(key) !== theirs.get(key));
}
