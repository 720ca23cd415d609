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

/** The rows by the name that both have. `tresnet_s` is ours alone. */
const timmModels: ReadonlyMap<string, TimmModel> = new Map([
  ["tresnet_m", tresnet],
  ["tresnet_l", tresnet],
  ["tresnet_xl", tresnet],
  ["tresnet_v2_l", tresnet],
  ["resnet50", { firstConv: "conv1", classifier: "fc", globalPool: "avg" }],
]);

const otherwise =
  "Write it as safetensors, which this project reads, or in a format that holds the whole net, such as ONNX";

/**
 * What timm has to be told of a model.
 * @throws ExportError when timm builds no such net: none of its name, another head, or other shapes.
 */
export function timmModelOf(model: ImageClassifier): TimmModel {
  const { name } = model;
  const found = timmModels.get(name);
  if (found === undefined) {
    const reason =
      name === "tresnet_s"
        ? "its stem folds blocks of 2 × 2 pixels, and timm's blocks of 4 × 4 alone"
        : "timm has no model of that name";
    throw new ExportError(
      `${name}: expected a model that timm builds (${[...timmModels.keys()].join(", ")}), and this it can't: ${reason}. ${otherwise}; or train tresnet_m.`,
    );
  }
  if ("reads" in model.classifier) {
    throw new ExportError(
      `${name}: expected a linear head, which timm's ${name} has, got one that reads the last map (ML-Decoder). ${otherwise}.`,
    );
  }
  const differing = firstDifference(model);
  if (differing === undefined) return found;
  throw new ExportError(`${name}: expected the shapes of timm's ${name}, and ${differing} is another. ${otherwise}.`);
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
