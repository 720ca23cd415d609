/** config.json as timm writes it for the Hugging Face hub (timm models/_hub.py, save_config_for_hf). */
import type { CropMode, ImageClassifier, ImagePreparation } from "@tresnet/zoo";
import type { ModelFacts } from "../facts/model-facts.ts";
import type { TimmModel } from "./timm-models.ts";

/** timm's description of a model and its weights. */
export interface TimmConfig {
  /** The name of the model in timm. */
  readonly architecture: string;
  /** The number of logits. */
  readonly num_classes: number;
  /** The number of features that the last layer reads. */
  readonly num_features: number;
  /** How the last map is averaged. */
  readonly global_pool: string;
  /** The classes in the order of the logits. */
  readonly label_names?: readonly string[];
  /** transformers' word for several labels an image, which its wrapper of timm's models reads; timm ignores it. */
  readonly problem_type?: "multi_label_classification";
  /** What the model is built with, where it is not three channels. */
  readonly model_args?: { readonly in_chans: number };
  /** How images are made ready, and the model's ends. */
  readonly pretrained_cfg: TimmPretrainedConfig;
}

/** What timm knows of weights. */
export interface TimmPretrainedConfig {
  /** Channels, height and width. */
  readonly input_size: readonly [number, number, number];
  /** Whether the net takes one size of images alone. */
  readonly fixed_input_size: false;
  /** The filter that images are resized with. */
  readonly interpolation: string;
  /** The share of the resized side that the crop keeps. */
  readonly crop_pct: number;
  /** Which part of an image is looked at. */
  readonly crop_mode: Exclude<CropMode, "squish">;
  /** The number subtracted from each channel. */
  readonly mean: readonly number[];
  /** The number that each channel is divided by. */
  readonly std: readonly number[];
  /** The number of logits. */
  readonly num_classes: number;
  /** Height and width of the last map. */
  readonly pool_size: readonly [number, number];
  /** The key of the first convolution. */
  readonly first_conv: string;
  /** The key of the last layer. */
  readonly classifier: string;
  /** The licence of the weights. */
  readonly license?: string;
}

/** Describes a model for timm. */
export function timmConfig(
  model: Pick<ImageClassifier, "name" | "numClasses" | "numFeatures" | "inChannels" | "cost">,
  { firstConv, classifier, globalPool }: TimmModel,
  { classNames, task, preparation, license }: ModelFacts,
): TimmConfig {
  const { name, numClasses, numFeatures, inChannels } = model;
  const { imgSize, interpolation, mean, std } = preparation;
  const { shape } = model.cost({ height: imgSize, width: imgSize });
  return {
    architecture: name,
    num_classes: numClasses,
    num_features: numFeatures,
    global_pool: globalPool,
    ...(classNames && { label_names: classNames }),
    ...(task === "multi-label" && { problem_type: "multi_label_classification" }),
    ...(inChannels !== 3 && { model_args: { in_chans: inChannels } }),
    pretrained_cfg: {
      input_size: [inChannels, imgSize, imgSize],
      fixed_input_size: false,
      interpolation,
      ...timmCrop(preparation),
      mean,
      std,
      num_classes: numClasses,
      pool_size: [shape.height, shape.width],
      first_conv: firstConv,
      classifier,
      ...(license !== undefined && { license: license.toLowerCase() }),
    },
  };
}

/** "squish" is ours: timm's "squash" that keeps all of it. */
function timmCrop({ cropMode, cropPct }: ImagePreparation): Pick<TimmPretrainedConfig, "crop_mode" | "crop_pct"> {
  return cropMode === "squish" ? { crop_mode: "squash", crop_pct: 1 } : { crop_mode: cropMode, crop_pct: cropPct };
}
