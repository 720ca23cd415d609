import { vector } from "./constant.ts";
import { inputName, type Net, type NetNode } from "./net.ts";

/** What a net for pixels must know besides its own description. */
export interface FromPixelsOptions {
  /** The number subtracted from each channel, whose values run from 0 to 1. */
  readonly mean: readonly number[];
  /** The number that each channel is divided by afterwards. */
  readonly std: readonly number[];
  /** What makes probabilities of the logits: softmax for one label an image, sigmoid for several. */
  readonly probabilities: "softmax" | "sigmoid";
}

/**
 * Makes a net from bytes to probabilities of one from normalized values to logits: uint8 [n, h, w, c], as pixels are
 * stored → float32 [n, classes], 0 to 1.
 * @throws RangeError when there are more or fewer means or deviations than channels.
 */
export function fromPixels(net: Net, { probabilities, ...preparation }: FromPixelsOptions): Net {
  const whole = fromBytes(net, preparation);
  const answer: NetNode = { output: "probabilities", inputs: [net.output], operation: { kind: probabilities } };
  return { ...whole, nodes: [...whole.nodes, answer], output: answer.output };
}

/**
 * Makes a net from bytes of one from normalized values: uint8 [n, h, w, c], as pixels are stored → the same output.
 * @throws RangeError when there are more or fewer means or deviations than channels.
 */
export function fromBytes(net: Net, { mean, std }: Omit<FromPixelsOptions, "probabilities">): Net {
  const { channels } = net.input;
  if (mean.length !== channels || std.length !== channels) {
    throw new RangeError(
      `fromPixels: expected ${channels} means and deviations, got ${mean.length} and ${std.length}. Give one a channel.`,
    );
  }
  const factor = vector(std.map((deviation) => 1 / (255 * deviation)));
  const offset = vector(std.map((deviation, channel) => -(mean[channel] ?? 0) / deviation));
  const normalized: NetNode = {
    output: "normalized",
    inputs: [inputName],
    operation: { kind: "normalizePixels", factor, offset },
  };
  const renamed = net.nodes.map(({ inputs, ...node }) => ({
    ...node,
    inputs: inputs.map((name) => (name === inputName ? normalized.output : name)),
  }));
  return { ...net, input: { ...net.input, type: "uint8" }, nodes: [normalized, ...renamed] };
}
