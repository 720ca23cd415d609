/** Detectors by name: with first values, on a backbone that others trained, or a trained detector for other classes. */
import { initializeWeights } from "@tresnet/blocks";
import { CheckpointError, openTensorFile } from "@tresnet/checkpoints";
import { createModel, type ImageClassifier, isHubName, isPretrainedTag, type ReceiveOptions } from "@tresnet/zoo";
import { backboneOptions, buildDetector, type DetectorOptions, detectorOn, variantOf } from "../net/build-detector.ts";
import type { Detector } from "../net/detector.ts";
import type { DetectorName } from "../net/detector-variants.ts";
import { detectorIn } from "../weights/detector-in.ts";
import { loadDetector } from "../weights/load-detector.ts";

/** How `createDetector` builds a detector whose weights, or those of its backbone, others trained. */
export interface CreatePretrainedDetectorOptions extends DetectorOptions, ReceiveOptions {
  /**
   * Where the weights come from: true for published weights of the backbone, a tag such as "tresnet_m.miil_in1k" for
   * these, "hf-hub:user/name" for anyone's repository in timm's form, a path for the file of a backbone or a detector.
   */
  readonly pretrained: true | string;
  /** Decides the first values of what is not loaded: a whole number in [−2³¹, 2³¹). @default 0 */
  readonly seed?: number;
  /** Is told in a sentence what was loaded, and what was not. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Builds a detector with freshly initialized weights; `dispose()` releases them. The same name, options and seed give
 * the same weights.
 * @throws RangeError naming the detectors there are, when there is none of that name, or when an option is out of
 * range.
 */
export function createDetector(
  name: DetectorName,
  options?: DetectorOptions & { readonly seed?: number; readonly pretrained?: false },
): Detector;
/**
 * Builds a detector on a backbone that others trained, or from a trained detector, of which all is loaded that fits the
 * classes; what else there is starts anew, from the seed, and `onNotice` hears of it.
 * @throws RangeError for a name or an option that can't be; HubError when weights can't be fetched; CheckpointError
 * when they don't fit.
 */
export function createDetector(name: DetectorName, options: CreatePretrainedDetectorOptions): Promise<Detector>;
export function createDetector(
  name: DetectorName,
  options:
    | (DetectorOptions & { readonly seed?: number; readonly pretrained?: false })
    | CreatePretrainedDetectorOptions = {},
): Detector | Promise<Detector> {
  const { pretrained = false, seed = 0 } = options;
  if (pretrained !== false) return createPretrained(name, { ...options, pretrained });
  const detector = buildDetector(name, options);
  initializeWeights(detector, seed);
  return detector;
}

async function createPretrained(name: DetectorName, options: CreatePretrainedDetectorOptions): Promise<Detector> {
  const { pretrained, seed = 0, onNotice, onProgress, signal, ...own } = options;
  buildDetector(name, own); // bad names and options fail before anything is fetched
  const isFile = pretrained !== true && !isHubName(pretrained) && !isPretrainedTag(pretrained);
  if (isFile && (await isDetectorFile(pretrained, name))) {
    return loadDetector(pretrained, { ...own, name, seed, ...(onNotice && { onNotice }) });
  }
  const { backbone } = variantOf(name);
  const net = await createModel(pretrained === true || isFile ? backbone : pretrained, {
    ...backboneOptions(own),
    pretrained: isFile ? pretrained : true,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const what = pretrained === true ? `The published weights of ${backbone}` : pretrained;
  try {
    const detector = detectorOn(backboneOf(net, name, what), name, own);
    initializeWeights(detector, seed); // what has no values yet
    onNotice?.(`${what}: the backbone was loaded; pyramid and head start anew.`);
    return detector;
  } catch (error) {
    net.dispose();
    throw error;
  }
}

/** @throws CheckpointError when the weights are those of another net than the detector's backbone. */
function backboneOf(net: ImageClassifier, name: DetectorName, what: string): ImageClassifier {
  const { backbone } = variantOf(name);
  if (net.name === backbone) return net;
  throw new CheckpointError(`${what}: expected weights of ${backbone}, the backbone of ${name}, got ${net.name}.`);
}

async function isDetectorFile(path: string, name: DetectorName): Promise<boolean> {
  const file = await openTensorFile(path);
  try {
    return detectorIn(path, file, name) !== undefined;
  } finally {
    await file.close();
  }
}
