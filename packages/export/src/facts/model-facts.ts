/** What a model is besides its weights: what formats keep beside them, so that others get the same answers. */
import type { ImagePreparation } from "@tresnet/zoo";

/** What a model's answers mean, how images are made ready for it, and where it comes from. */
export interface ModelFacts {
  /** The classes in words, one for each logit in their order; absent where nobody knows them. */
  readonly classNames?: readonly string[] | undefined;
  /** Whether an image has one class (softmax) or any number of them (a sigmoid each). */
  readonly task: "single-label" | "multi-label";
  /** How evaluation makes an image ready; `mean` and `std` have one number for each channel. */
  readonly preparation: ImagePreparation;
  /** The probability of each class from which on the answer is yes, with several labels an image. */
  readonly thresholds?: readonly number[] | undefined;
  /** The licence of the weights: its SPDX name, such as "Apache-2.0", or any text; absent where none was given. */
  readonly license?: string | undefined;
  /** What the model was trained on. */
  readonly data?: TrainingData | undefined;
  /** How good it is, in numbers. */
  readonly scores?: readonly Score[] | undefined;
  /** How good it is, in words. */
  readonly scoreText?: string | undefined;
  /** The command that trains it again. */
  readonly command?: string | undefined;
}

/** What a model was trained on. */
export interface TrainingData {
  /** What people call it, such as "ELPV, photographs of solar cells". */
  readonly name: string;
  /** Its name on the Hugging Face hub, such as "uoft-cs/cifar10"; absent where it is not there. */
  readonly hubName?: string | undefined;
}

/** A figure of merit on images that were not trained on. */
export interface Score {
  /** The hub's word for it, such as "accuracy" or "f1". */
  readonly type: string;
  /** What people call it, such as "balanced accuracy". */
  readonly name: string;
  /** Its value as it is meant: 0.803 for 80.3 %. */
  readonly value: number;
  /** The images that it was measured on, such as "test". */
  readonly split?: string | undefined;
}
