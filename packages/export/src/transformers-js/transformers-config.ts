/** The two files of JSON by which transformers.js knows a model and makes its images ready. */
import type { ImageClassifier, ImagePreparation } from "@tresnet/zoo";
import { ExportError } from "../errors.ts";
import type { ModelFacts } from "../facts/model-facts.ts";

const otherwise = "Write ONNX instead, and make images ready yourself, or the format for @tresnet/predict";

/**
 * Describes a model for transformers.js, as its `pipeline("image-classification")` asks for it.
 * @throws ExportError when the pipeline would answer something else: it has a softmax alone, and three channels.
 */
export function transformersConfig(
  { name, numClasses, inChannels }: Pick<ImageClassifier, "name" | "numClasses" | "inChannels">,
  { task, classNames }: ModelFacts,
) {
  if (task === "multi-label") {
    throw new ExportError(
      `${name}: expected a model with one class an image, since transformers.js answers with a softmax alone, got one with several labels. ${otherwise}.`,
    );
  }
  if (inChannels !== 3) {
    throw new ExportError(
      `${name}: expected images in colour, as transformers.js makes them, got ${inChannels} channels.`,
    );
  }
  const names = classNames ?? Array.from({ length: numClasses }, (_, index) => `class ${index}`);
  return {
    // The class of its that takes any net: images in as pixel_values, logits out.
    model_type: "resnet",
    architectures: ["ResNetForImageClassification"],
    id2label: Object.fromEntries(names.map((label, index) => [String(index), label])),
    label2id: Object.fromEntries(names.map((label, index) => [label, index])),
    // In a browser it would ask for a file of int8 else.
    "transformers.js_config": { dtype: "fp32" },
  };
}

/** Pillow's number of its Lanczos filter. */
const lanczos = 1;

/**
 * Says how images are made ready: the same crop of an image of the same size; not the same resampling, which nothing in
 * this file can bring about.
 *
 * In Node transformers.js resizes by Lanczos with the neighbours that a smaller image needs, and by all other filters
 * without them: a photograph of 2 megapixels at 96 pixels is 2.6 grey levels from ours so, and 19 by "bilinear". In a
 * browser it takes the canvas' own, whatever is said here.
 * @throws ExportError for a border around images, which it can't make.
 */
export function preprocessorConfig(name: string, { cropMode, cropPct, imgSize, mean, std }: ImagePreparation) {
  if (cropMode === "border") {
    throw new ExportError(
      `${name}: expected images that are cropped or squished, got the crop mode border, which transformers.js has none like. ${otherwise}.`,
    );
  }
  return {
    image_processor_type: "ViTImageProcessor",
    do_convert_rgb: true,
    do_resize: true,
    ...sizes({ cropMode, cropPct, imgSize }),
    resample: lanczos,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: mean,
    image_std: std,
  };
}

function sizes({ cropMode, cropPct, imgSize }: Pick<ImagePreparation, "cropMode" | "cropPct" | "imgSize">) {
  const square = { height: imgSize, width: imgSize };
  if (cropMode === "squish") return { size: square, do_center_crop: false };
  const side = Math.floor(imgSize / cropPct);
  const size = cropMode === "squash" ? { height: side, width: side } : { shortest_edge: side };
  return { size, do_center_crop: true, crop_size: square };
}
