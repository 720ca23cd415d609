/** Tells what the images of an evaluation hide: classes that could not be read, files that are damaged. */
import { type BrokenImage, type Dataset, isMultiLabel, shownName } from "@tresnet/data";
import type { NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { formatCount } from "../text/format.ts";

type Noticing = Pick<Job<NoticeEvent>, "emit">;

/** The images of a pass that could not be read, and those that are damaged and were decoded all the same. */
export interface Flaws {
  readonly broken: readonly BrokenImage[];
  readonly damaged: readonly BrokenImage[];
}

/** Warns of classes of which no image could be read: their scores are made of nothing. */
export function tellUnreadClasses({ emit }: Noticing, data: Dataset, { broken }: Pick<Flaws, "broken">): void {
  if (broken.length === 0) return;
  const labelsOf = (index: number) => (isMultiLabel(data) ? data.labels(index) : [data.label(index)]);
  const isBroken = new Set(broken.map(({ index }) => index));
  const images = new Map<number, number>();
  const read = new Set<number>();
  for (let index = 0; index < data.length; index++) {
    for (const label of labelsOf(index)) {
      images.set(label, (images.get(label) ?? 0) + 1);
      if (!isBroken.has(index)) read.add(label);
    }
  }
  const unread = [...images].filter(([label]) => !read.has(label));
  if (unread.length === 0) return;
  const shown = unread
    .slice(0, 5)
    .map(([label, count]) => `${shownName(data.classNames[label] ?? "")} (${formatCount(count)})`);
  const more = unread.length > shown.length ? ` and ${formatCount(unread.length - shown.length)} others` : "";
  const example = broken.find(({ index }) => labelsOf(index).some((label) => !read.has(label)));
  const message = `${data.name}: all images are broken of ${shown.join(", ")}${more}, such as ${example?.id}: ${example?.reason}. Scores say nothing of them.`;
  emit({ type: "notice", level: "warning", message });
}

/** Warns of images whose files are damaged: what is missing of them was filled in. */
export function tellDamaged({ emit }: Noticing, { damaged }: Pick<Flaws, "damaged">): void {
  const [first] = damaged;
  if (first === undefined) return;
  const are = damaged.length === 1 ? "image is" : "images are";
  const message = `${formatCount(damaged.length)} ${are} damaged and ${damaged.length === 1 ? "was" : "were"} decoded all the same, such as ${first.id}: ${first.reason}`;
  emit({ type: "notice", level: "warning", message });
}
