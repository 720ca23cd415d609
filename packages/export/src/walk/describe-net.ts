import { type ImageClassifier, TResNet } from "@tresnet/zoo";
import { inputName, type Net } from "../net/net.ts";
import { valueShapes } from "../net/value-shapes.ts";
import { NetWriter } from "./net-writer.ts";
import { walkers } from "./walkers.ts";

/** How a net is described. */
export interface DescribeNetOptions {
  /** Height and width of the images, pixels. @default undefined: any multiple of the stem's block */
  readonly size?: number | undefined;
}

/**
 * Describes what a model computes in inference, as operations with their weights: batch norm folded in float64, the
 * stem's space-to-depth folded into its convolution. The description keeps a copy of the weights.
 * @throws ExportError naming a module that has no description; RangeError for a size that the model can't take;
 * ShapeError for one at which a map becomes too small to be halved.
 */
export function describeNet(model: ImageClassifier, { size }: DescribeNetOptions = {}): Net {
  const { name, inChannels: channels, numClasses } = model;
  const block = model instanceof TResNet ? model.stemBlock : 1;
  // ResNet's stem in a TResNet pads even and odd maps differently, which a net of any size can't.
  const multipleOf = size === undefined && model instanceof TResNet && block === 1 ? 4 : block;
  if (size !== undefined && (!Number.isInteger(size) || size < 1 || size % block !== 0)) {
    throw new RangeError(
      `describeNet: expected a size that is a multiple of ${block}, got ${size}. Use ${name}'s own.`,
    );
  }
  const net = new NetWriter(walkers, size);
  const output = net.walk(model, inputName, "");
  const described: Net = {
    name,
    input: { type: "float32", size, multipleOf, channels },
    nodes: net.nodes,
    output,
    numClasses,
  };
  if (size !== undefined) valueShapes(described);
  return described;
}
