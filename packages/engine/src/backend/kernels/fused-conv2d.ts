/** Runs the fused convolution in NCHW: TensorFlow's CPU kernels know only NHWC, so tensors are transposed and back. */
import * as tf from "@tensorflow/tfjs-core";
import { type Kernel, scoped } from "./kernel.ts";

const toChannelsLast = [0, 2, 3, 1];
const toChannelsFirst = [0, 3, 1, 2];

/** Turns a PReLU slope of shape [], [c], [c, 1, 1] or [c, h, w] for maps that end in channels. */
function slopeLast(slope: tf.Tensor | undefined): tf.Tensor | undefined {
  return slope?.shape.length === 3 ? tf.transpose(slope, [1, 2, 0]) : slope;
}

/** Makes the fused convolution of one that knows NHWC only. */
export const fusedConv2d =
  (usual: Kernel): Kernel =>
  (inputs, attributes, backend) => {
    if (attributes.dataFormat !== "NCHW") return usual(inputs, attributes, backend);
    const { x, filter, bias, preluActivationWeights } = inputs;
    return scoped(() => {
      const y = usual(
        { x: tf.transpose(x, toChannelsLast), filter, bias, preluActivationWeights: slopeLast(preluActivationWeights) },
        { ...attributes, dataFormat: "NHWC" },
        backend,
      );
      return tf.transpose(y as tf.Tensor, toChannelsFirst);
    });
  };
