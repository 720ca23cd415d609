/** How the map of a stage and its gradient become heat: a new method is a row here. */
import { mean, mul, relu, sum, type Tensor3D, type Tensor4D } from "@tensorflow/tfjs-core";

/** A row of `explanationMethods`. */
export interface ExplanationMethod {
  /** The method in a few words, for the help of a command. */
  readonly help: string;
  /**
   * What each position of the maps adds to the class of its image: activations and gradients float32 [n, h, w, c] →
   * float32 [n, h, w], of which what is below 0 is cut off afterwards.
   */
  readonly weigh: (activations: Tensor4D, gradients: Tensor4D) => Tensor3D;
}

/**
 * The methods by which `explain` makes heat of a map, by name.
 * @see Selvaraju et al. 2017, https://arxiv.org/abs/1610.02391 (Grad-CAM); Draelos and Carin 2020,
 * https://arxiv.org/abs/2011.08891 (HiResCAM); Jiang et al. 2021, https://doi.org/10.1109/TIP.2021.3089943 (LayerCAM)
 */
export const explanationMethods = {
  gradcam: {
    help: "each channel by its mean gradient",
    weigh: (activations, gradients) => sum<Tensor3D>(mul(activations, mean(gradients, [1, 2], true)), 3),
  },
  hirescam: {
    help: "each value by its own gradient; with a linear head the last stage's exact part in the answer",
    weigh: (activations, gradients) => sum<Tensor3D>(mul(activations, gradients), 3),
  },
  layercam: {
    help: "each value by its own gradient where that is above 0; for early stages",
    weigh: (activations, gradients) => sum<Tensor3D>(mul(activations, relu(gradients)), 3),
  },
} as const satisfies Readonly<Record<string, ExplanationMethod>>;

/** The name of a row of `explanationMethods`. */
export type ExplanationMethodName = keyof typeof explanationMethods;
