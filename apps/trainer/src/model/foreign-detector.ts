/** Detectors in files that others wrote: torchvision's, as they are. */
import { cocoCategoryNames, type DetectorName, describeDetectorFile, detectorVariants } from "@tresnet/detection";
import type { NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { type Checkpoint, classNameOf } from "./load-model.ts";

/**
 * Opens a detector's file that says nothing to this command; undefined for anything else. What is assumed of its
 * classes and of the images is told.
 * @throws CheckpointError when the file is broken, or its description is damaged.
 */
export async function foreignDetector(
  { emit }: Pick<Job<NoticeEvent>, "emit">,
  file: string,
  name?: DetectorName,
): Promise<Checkpoint | undefined> {
  const found = await describeDetectorFile(file, name);
  if (found === undefined) return undefined;
  const { numClasses, inputSize, mean, std, assigner, points, classNames } = found.settings;
  const isOfCoco = classNames === undefined && numClasses === cocoCategoryNames.length;
  const names = classNames ?? (isOfCoco ? cocoCategoryNames : undefined);
  const imgSize = inputSize.height;
  const model = {
    model: detectorVariants[found.name].backbone,
    classNames: names ? [...names] : Array.from({ length: numClasses }, (_, index) => classNameOf([], index)),
    numClasses,
    imgSize,
    cropMode: "squish",
    cropPct: 1,
    mean: [...mean],
    std: [...std],
    task: "detection",
    detector: { name: found.name, fit: "letterbox", assigner, points },
  } as const;
  const classes = isOfCoco ? "named as torchvision names COCO's" : names ? "as it says" : "without names: numbers";
  const message = `${file} is ${found.name}${found.isSaid ? "" : ", told by its weights"}: ${numClasses} classes, ${classes}; images letterboxed into ${imgSize} × ${imgSize} pixels (torchvision brings the shorter side to 800), --img-size changes it`;
  emit({ type: "notice", level: "info", message });
  return {
    file,
    isForeign: true,
    isNameless: names === undefined,
    info: { kind: "weights", model: { ...model, mean: [...mean], std: [...std], classNames: [...model.classNames] } },
  };
}
