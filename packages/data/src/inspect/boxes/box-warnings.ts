/** What of boxes a person should look at before training. */
import { firstNames } from "../../shown-text.ts";
import type { BoxFinding, BoxInspection } from "./box-inspection.ts";

/** Sentences, the most important first. */
export function boxWarnings(found: Omit<BoxInspection, "warnings">): readonly string[] {
  const { parts, degenerate, outside, doubled, tiny, huge } = found;
  const train = parts.find(({ part }) => part === "train");
  const warnings = [
    told(degenerate, "without a width or a height, or with sides that are no numbers"),
    told(outside, "beyond the edge of the image"),
    told(doubled, "on another box of the same class: each object would be learnt twice"),
    told(tiny, "with a side of less than 4 pixels"),
    told(huge, "around nearly all of the image"),
  ];
  if (train && train.classesWithout.length > 0)
    warnings.unshift(
      `${count(train.classesWithout.length, "class", "classes")} without a box to train on: ${firstNames(train.classesWithout)}.`,
    );
  if (train && train.imagesWithout > train.images / 2)
    warnings.push(
      `${count(train.imagesWithout, "training image", "training images")} of ${train.images} without a box: they teach what is nothing.`,
    );
  return warnings.flatMap((warning) => warning ?? []);
}

function told({ count: number, examples: [first] }: BoxFinding, what: string): string | undefined {
  if (number === 0 || !first) return undefined;
  return `${count(number, "box", "boxes")} ${what}, such as ${first.place}.`;
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;
}
