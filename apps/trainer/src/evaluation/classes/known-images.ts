/** Makes a data set's classes those of a model, whose answers have an order of their own. */
import { type Dataset, isMultiLabel, keepClasses } from "@tresnet/data";
import { UsageError } from "../errors.ts";
import type { NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import type { Checkpoint } from "../model/load-model.ts";
import { formatCount } from "../text/format.ts";

type Noticing = Pick<Job<NoticeEvent>, "emit">;

/** A checkpoint whose classes nobody names takes over the data's names, if they are as many. */
export function namedBy(job: Noticing, checkpoint: Checkpoint, data: Dataset): Checkpoint {
  const { info, file, isNameless } = checkpoint;
  const { numClasses } = info.model;
  const classNames = [...data.classNames];
  if (!isNameless || classNames.length !== numClasses) return checkpoint;
  inform(
    job,
    `classes: ${file} does not name its ${formatCount(numClasses)}; taken for those of ${data.name}, in order`,
  );
  return { ...checkpoint, info: { ...info, model: { ...info.model, classNames } } };
}

/**
 * The images of classes that the model knows, labelled as it numbers them: in another order, of fewer classes, and,
 * where an image has one class, among images of others, which are left out.
 * @throws UsageError when the classes are others.
 */
export function knownImages(job: Noticing, { file, info, classIds }: Checkpoint, data: Dataset): Dataset {
  const known = info.model.classNames;
  const lists = [known, classIds ?? known];
  const all = data.classNames;
  if (lists.some((names) => String(names) === String(all))) return data;
  const names = lists.find((list) => all.every((name) => list.includes(name)));
  if (names !== undefined) {
    if (all.length < names.length) {
      inform(
        job,
        `classes: ${data.name} has ${formatCount(all.length)} of the ${formatCount(names.length)} that the model knows`,
      );
    }
    return renumbered(data, names);
  }
  if (isMultiLabel(data) || !known.every((name) => all.includes(name))) {
    throw new UsageError(
      `${data.name} has the classes ${shortList(all)}, but ${file} was trained on ${shortList(known)}. Evaluate on data with the same classes.`,
    );
  }
  const kept = keepClasses(data, known);
  const leftOut = formatCount(data.length - kept.length);
  inform(
    job,
    `classes: the ${known.length} that the model knows of the ${all.length} of ${data.name}; ${leftOut} images of others are left out`,
  );
  if (kept.length > 0) return renumbered(kept, known);
  throw new UsageError(`${data.name} has no image of the classes ${shortList(known)}. Evaluate on other data.`);
}

function inform({ emit }: Noticing, message: string): void {
  emit({ type: "notice", level: "info", message });
}

/** The same images under these names, which hold all of the data's. */
function renumbered(data: Dataset, classNames: readonly string[]): Dataset {
  const places = new Map(classNames.map((name, index) => [name, index]));
  const numbers = data.classNames.map((name) => places.get(name) ?? -1);
  const number = (label: number) => numbers[label] ?? -1;
  const { labels } = data;
  return {
    ...data,
    classNames,
    label: (index) => number(data.label(index)),
    ...(labels && {
      labels: (index: number) =>
        labels(index)
          .map(number)
          .sort((a, b) => a - b),
    }),
  };
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length <= 8 ? shown : `${shown} … (${formatCount(names.length)})`;
}
