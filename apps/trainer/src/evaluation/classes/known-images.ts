/** Makes a data set's classes those of a model, whose answers have an order of their own. */
import { areSameNames, canonicalName, type Dataset, isMultiLabel, keepClasses, placesOf } from "@tresnet/data";
import { UsageError } from "../../errors.ts";
import type { NoticeEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { formatCount } from "../../text/format.ts";
import { shortList } from "./short-list.ts";

type Noticing = Pick<Job<NoticeEvent>, "emit">;

/**
 * The images of classes that the model knows, labelled as it numbers them; names are compared in NFC. Classes may stand
 * in another order, be fewer or more: images of others are left out or, where images have any number of classes, stay
 * without them.
 * @throws UsageError when the classes are others.
 */
export function knownImages(job: Noticing, checkpoint: Checkpoint, data: Dataset): Dataset {
  const { file, info, classIds, isNameless, published } = checkpoint;
  const known = info.model.classNames;
  const lists = [known, classIds ?? known];
  const all = data.classNames;
  if (lists.some((names) => areSameNames(names, all))) return data;
  const isAmong = (names: readonly string[], list: readonly string[]) => {
    const places = placesOf(list);
    return names.every((name) => places.has(canonicalName(name)));
  };
  const names = lists.find((list) => isAmong(all, list));
  if (names !== undefined) {
    if (all.length < names.length) {
      inform(
        job,
        `classes: ${data.name} has ${formatCount(all.length)} of the ${formatCount(names.length)} that the model knows`,
      );
    }
    return renumbered(data, names);
  }
  const list = lists.find((one) => isAmong(one, all));
  if (list === undefined) {
    throw new UsageError(
      `${data.name} has the classes ${shortList(all)}, but ${file} was trained on ${shortList(known)}. ${isNameless ? `It does not name its classes: ${adviceFor(published?.tag)}` : "Evaluate on data with the same classes."}`,
    );
  }
  const kept = keepClasses(data, list);
  const leftOut = isMultiLabel(data)
    ? "an image that has only others stays, with none"
    : `${formatCount(data.length - kept.length)} images of others are left out`;
  inform(
    job,
    `classes: the ${formatCount(list.length)} that the model knows of the ${formatCount(all.length)} of ${data.name}; ${leftOut}`,
  );
  if (kept.length > 0) return renumbered(kept, list);
  throw new UsageError(`${data.name} has no image of the classes ${shortList(known)}. Evaluate on other data.`);
}

function inform({ emit }: Noticing, message: string): void {
  emit({ type: "notice", level: "info", message });
}

/** The same images under these names, which hold all of the data's. */
function renumbered(data: Dataset, classNames: readonly string[]): Dataset {
  const places = placesOf(classNames);
  const numbers = data.classNames.map((name) => places.get(canonicalName(name)) ?? -1);
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

function adviceFor(tag: string | undefined): string {
  const published = tag === undefined ? "" : `; where they are those of ${tag}, say --model ${tag}`;
  return `name them in a file, a name a line in the order of its outputs: --class-order FILE${published}.`;
}
