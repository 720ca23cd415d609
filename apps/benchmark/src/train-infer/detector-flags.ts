/** Options of `tresnet-bench train` for detectors. */
import { detectorNames, detectorVariants } from "@tresnet/detection";
import { type Command, Option } from "commander";
import type { CaseFlags } from "../flags/common-flags.ts";
import { type DetectorCase, type SideName, sides } from "../terms/cases.ts";

/** What decides on a detector. */
export interface DetectorFlags {
  /** Absent where only classification is measured. */
  readonly task?: "classify" | "detect";
  readonly trainNorms?: boolean;
}

/** Adds --task and --train-norms. */
export function addDetectorOptions(command: Command): void {
  const task = new Option(
    "--task <task>",
    "what the model learns: classes of images, or, with FCOS around it, boxes of 80 classes",
  );
  command
    .addOption(task.choices(["classify", "detect"]).default("classify"))
    .option("--train-norms", "of detectors: train the backbone's batch norms, which otherwise stay as they are", false);
}

/**
 * The detector of a run, undefined where images are classified.
 * @throws RangeError for a model that no detector is around, or norms of no detector.
 */
export function detectorOf({ task, trainNorms = false, model }: DetectorFlags & Pick<CaseFlags, "model">) {
  if (task !== "detect") {
    if (trainNorms) throw new RangeError("--train-norms: expected it with --task detect, got none. Leave it out.");
    return undefined;
  }
  const name = detectorNames.find((one) => detectorVariants[one].backbone === model);
  if (name !== undefined) return { name, trainNorms } satisfies DetectorCase;
  const backbones = detectorNames.map((one) => detectorVariants[one].backbone);
  throw new RangeError(`--model: expected with --task detect one of ${backbones.join(", ")}, got ${model}.`);
}

/** The classes of a run: those of ImageNet or, of a detector, those of COCO, unless somebody says how many. */
export function classesOf({ task, numClasses }: DetectorFlags & Pick<CaseFlags, "numClasses">, command: Command) {
  return task === "detect" && command.getOptionValueSource("numClasses") === "default" ? 80 : numClasses;
}

/** @throws RangeError naming a side that has no detectors. */
export function checkDetectorSides(names: readonly SideName[]): void {
  for (const name of names) {
    const side = sides[name];
    const isOwn = side.runner === "tresnet" && side.norm === "plain";
    if (isOwn || (side.runner === "pytorch" && !side.compiled)) continue;
    throw new RangeError(
      `--task detect: expected our sides with plain batch norms and pytorch, got ${name}, which runs no detector. Leave it out.`,
    );
  }
}
