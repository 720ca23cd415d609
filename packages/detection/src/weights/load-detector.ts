/** Detectors out of files: ours, and torchvision's as they are. */
import { initializeWeights } from "@tresnet/blocks";
import { CheckpointError, describeUnwrapped, openTensorFile, type TensorFile } from "@tresnet/checkpoints";
import { loadTensors } from "@tresnet/zoo";
import { buildDetector, type DetectorOptions } from "../net/build-detector.ts";
import type { Detector } from "../net/detector.ts";
import type { DetectorName } from "../net/detector-variants.ts";
import { type DetectorInFile, detectorIn } from "./detector-in.ts";

/** How `loadDetector` takes a file; options of detectors stand over what the file says. */
export interface LoadDetectorOptions extends DetectorOptions {
  /** The detector's name, where the file does not say it. @default the one whose weights fit best */
  readonly name?: DetectorName | undefined;
  /**
   * Takes averaged weights (EMA) where a checkpoint has them beside raw ones; false takes the raw ones. @default true
   */
  readonly useEma?: boolean;
  /** Decides the first values of a layer of classes that starts anew. @default 0 */
  readonly seed?: number | undefined;
  /** Is told in a sentence what the file does not say and was assumed, and what was not loaded. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** The layer of a file's head that another number of classes replaces. */
const classLayer = /^head\.classification_head\.cls_logits\./;

/**
 * Loads a detector: a file of `saveDetector`, or a checkpoint under torchvision's names, safetensors or `.pth` (of
 * which nothing is executed), with whatever a training wrapped around it.
 *
 * Another `numClasses`, or other `classNames`, than the file's give the layer of the classes new values, to be trained.
 * @throws CheckpointError when the file holds no detector, is broken, or does not fit: the first keys are listed.
 * @throws RangeError for an option out of its range.
 */
export async function loadDetector(file: string, options: LoadDetectorOptions = {}): Promise<Detector> {
  const { name, useEma = true, seed, onNotice, ...own } = options;
  const checkpoint = await openTensorFile(file, { useEma });
  try {
    const found = detectorIn(file, checkpoint, name);
    if (found === undefined) throw noDetector(file, checkpoint);
    if (!found.isSaid) onNotice?.(assumptionsOf(file, found));
    if (checkpoint.unwrapped !== undefined) onNotice?.(`${file}: ${describeUnwrapped(checkpoint.unwrapped)}.`);
    return await fill(file, checkpoint, found, { name, seed, onNotice, ...own });
  } finally {
    await checkpoint.close();
  }
}

/** Builds the detector of a file, as the options change it, and loads what fits of its classes. */
async function fill(
  file: string,
  checkpoint: TensorFile,
  { description }: DetectorInFile,
  { name = description.name, seed = 0, onNotice, ...options }: LoadDetectorOptions,
): Promise<Detector> {
  if (name !== description.name) {
    throw new CheckpointError(`${file}: expected ${name}, got ${description.name}. Load it by its own name.`);
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const { classNames: saidNames, ...said } = description;
  const wanted: DetectorOptions = { ...said, ...namesFor(description, options), ...given };
  const { classNames } = wanted;
  const { numClasses = options.classNames?.length ?? description.numClasses } = options;
  const isOther = numClasses !== description.numClasses || areOther(saidNames, classNames);
  const detector = buildDetector(name, { ...wanted, numClasses });
  try {
    const skipped = isOther ? withoutClasses(checkpoint) : checkpoint;
    const mayDiffer = isOther ? { mayDiffer: classLayer } : {};
    await loadTensors(detector, file, skipped, { ...mayDiffer, advice: adviceFor(description.numClasses) });
    if (isOther) {
      onNotice?.(
        `${file} has ${description.numClasses} classes: all but the layer of the classes was loaded, which for ${numClasses} others starts anew.`,
      );
    }
    initializeWeights(detector, seed); // what has no values yet
    return detector;
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

/** The file's names, where no others are asked for and they are as many as the classes. */
function namesFor(
  { classNames }: DetectorInFile["description"],
  { numClasses = classNames?.length }: DetectorOptions,
): Pick<DetectorOptions, "classNames"> {
  return classNames !== undefined && classNames.length === numClasses ? { classNames } : {};
}

/** Whether both are known and say different things: the logits of one are not those of the other. */
function areOther(said: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean {
  return said !== undefined && wanted !== undefined && said.some((name, index) => name !== wanted[index]);
}

/** The file without the layer of the classes, which would be loaded where its shape fits by chance. */
function withoutClasses(file: TensorFile): TensorFile {
  return { ...file, entries: new Map([...file.entries].filter(([key]) => !classLayer.test(key))) };
}

function adviceFor(classes: number | undefined): string {
  return `It holds a detector for ${classes} classes: load it by its own name, and leave the sizes of pyramid and head to it.`;
}

function assumptionsOf(file: string, { description }: DetectorInFile): string {
  const { name, numClasses, groups } = description;
  return `${file} says nothing of itself: by its tensors it is ${name} with ${numClasses} classes. Points at the corners, ${groups} groups a norm, and the backbone's mean and deviation were assumed, as in torchvision, and its classes have no names.`;
}

function noDetector(file: string, { entries }: TensorFile): CheckpointError {
  const isClassifier = [...entries.keys()].some((key) => /(^|\.)fc\.(weight|bias)$/.test(key));
  const advice = isClassifier
    ? "It seems to be a classifier: give it to createDetector as pretrained, for the backbone"
    : "Choose a file of saveDetector or of torchvision's FCOS";
  return new CheckpointError(
    `${file}: expected a detector, with "head.classification_head.cls_logits.weight" among its tensors, got none. ${advice}.`,
  );
}
