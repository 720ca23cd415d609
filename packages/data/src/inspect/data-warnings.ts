/** What a person should look at before training on a data set. */
import type { DataInspection, DuplicateGroup, PartInspection } from "./inspection.ts";

/** Training images of the largest class over those of the smallest. */
const imbalance = 10;
const fewImages = 10;
const smallSide = 32;
const longAspect = 4;

/** One sentence each, most important first. */
export function dataWarnings(inspection: Omit<DataInspection, "warnings">): string[] {
  const { parts, broken, damaged, exactDuplicates, nearDuplicates } = inspection;
  return [
    ...(broken.length > 0 ? [`${count(broken.length, "image")} cannot be decoded, such as ${broken[0]?.id}.`] : []),
    ...(damaged.length > 0
      ? [
          `${count(damaged.length, "image")} ${damaged.length === 1 ? "is" : "are"} damaged and decoded all the same, such as ${damaged[0]?.id}.`,
        ]
      : []),
    ...lightWarnings(inspection),
    ...leaks(exactDuplicates, "the same file", "scores will be too good"),
    ...leaks(nearDuplicates, "nearly the same image", "scores may be too good"),
    ...conflicts(exactDuplicates, "exact", "some of the labels are wrong"),
    ...conflicts(nearDuplicates, "near", "look whether the labels are right"),
    ...parts.flatMap((part) => classWarnings(part, inspection)),
    ...parts.flatMap(sizeWarnings),
  ];
}

/** Images that show nothing; those of one colour that is dark are told of once. */
function lightWarnings({ parts, dark, dim, flat }: Pick<DataInspection, "parts" | "dark" | "dim" | "flat">): string[] {
  const images = parts.reduce((sum, part) => sum + part.images, 0);
  const ofOneColor = flat.filter(({ id }) => !dark.some((image) => image.id === id));
  return [
    ...(dark.length > 0
      ? [
          `${dark.length === images ? "all" : count(dark.length, "image").replace(/ images?$/, ` of ${images}`)} images are nearly black (no sample above 15 of 255), such as ${dark[0]?.id}: ${darkReason}.`,
        ]
      : []),
    ...(dim.length === images && dark.length < images
      ? [`all images are dim (no sample above 63 of 255), such as ${dim[0]?.id}: ${darkReason}.`]
      : []),
    ...(ofOneColor.length > 0
      ? [
          `${count(ofOneColor.length, "image")} ${ofOneColor.length === 1 ? "is" : "are"} of one colour, such as ${ofOneColor[0]?.id}.`,
        ]
      : []),
  ];
}

/** Why images come to be nearly black. */
export const darkReason =
  "where they are not, their numbers use a part of their range, as 12 bits stored in 16 do; scale them up";

function leaks(groups: readonly DuplicateGroup[], what: string, meaning: string): string[] {
  const across = groups.filter(({ acrossParts }) => acrossParts);
  if (across.length === 0) return [];
  const example = across[0]?.images ?? [];
  const first = example[0];
  const other = example.find(({ part }) => part !== first?.part);
  return [
    `${what} is in two parts, ${across.length === 1 ? "once" : `${across.length} times`}, such as ${first?.id} (${first?.part}) and ${other?.id} (${other?.part}): ${meaning}.`,
  ];
}

function conflicts(groups: readonly DuplicateGroup[], kind: string, meaning: string): string[] {
  const different = groups.filter(({ differentClasses }) => differentClasses);
  const [first, other] = different[0]?.images ?? [];
  if (!first || !other) return [];
  return [
    `${count(different.length, "group")} of ${kind} duplicates ${different.length === 1 ? "has" : "have"} different classes, such as ${first.id} and ${other.id}: ${meaning}.`,
  ];
}

function classWarnings(
  { part, classCounts }: PartInspection,
  { classNames, multiLabel }: Pick<DataInspection, "classNames" | "multiLabel">,
): string[] {
  const name = (label: number) => classNames[label] ?? String(label);
  const empty = [...classCounts.keys()].filter((label) => classCounts[label] === 0);
  const warnings = empty.length > 0 ? [`${part} has no image of ${list(empty.map(name))}.`] : [];
  if (part !== "train") return warnings;
  const most = largest(classCounts);
  const present = classCounts.map((images) => (images === 0 ? Number.POSITIVE_INFINITY : images));
  const least = largest(present.map((images) => -images));
  const [many, few] = [classCounts[most] ?? 0, classCounts[least] ?? 0];
  if (few > 0 && many / few >= imbalance) {
    const remedy = multiLabel ? "look at the scores of each class" : "try --class-weights balanced";
    warnings.push(
      `classes are imbalanced: ${name(most)} has ${count(many, "training image")}, ${name(least)} ${few}; ${remedy}.`,
    );
  }
  const scarce = [...classCounts.keys()].filter(
    (label) => (classCounts[label] ?? 0) > 0 && (classCounts[label] ?? 0) < fewImages,
  );
  if (scarce.length > 0)
    warnings.push(
      `${list(scarce.map(name))} ${scarce.length === 1 ? "has" : "have"} fewer than ${fewImages} training images.`,
    );
  return warnings;
}

function sizeWarnings({ part, sizes }: PartInspection): string[] {
  if (!sizes) return [];
  const { width, height, aspect } = sizes;
  const smallest = Math.min(width.min, height.min);
  const small = smallest < smallSide && smallest * 4 < Math.min(width.median, height.median);
  const long = Math.max(aspect.max, 1 / aspect.min);
  return [
    ...(small
      ? [
          `${part} has images as small as ${smallest} pixels, where others have ${Math.min(width.median, height.median)}.`,
        ]
      : []),
    ...(long > longAspect
      ? [`${part} has images ${long.toFixed(1)} times as long as wide: a crop shows little of them.`]
      : []),
  ];
}

function largest(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? index : best), 0);
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en-US")} ${what}${number === 1 ? "" : "s"}`;
}

function list(names: readonly string[]): string {
  return names.slice(0, 5).join(", ") + (names.length > 5 ? ` and ${names.length - 5} others` : "");
}
