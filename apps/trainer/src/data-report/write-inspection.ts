/** Writes the page of an inspection: picks the pictures that it shows, and makes them small. */
import {
  type BoxInspection,
  type DataInspection,
  type Dataset,
  type DatasetSplits,
  isMultiLabel,
  type PartName,
} from "@tresnet/data";
import { replaceFile } from "@tresnet/files";
import { pictureAddress } from "../report/picture-address.ts";
import { boxSection } from "./box-section.ts";
import { boxedPictures } from "./boxed-pictures.ts";
import { groupsShown, inspectionPage, membersShown, type Picture } from "./inspection-page.ts";

export interface WriteInspectionOptions {
  readonly file: string;
  /** Images shown of each class and part. */
  readonly samples: number;
  readonly signal?: AbortSignal | undefined;
  /** What was found of boxes, where there are any. */
  readonly boxes?: BoxInspection | undefined;
}

const pictureSize = 136;
/** Pictures on a page; with many classes each shows fewer. */
const mostPictures = 1200;

/** The samples of a class are spread evenly over its images; broken ones are left out. */
export async function writeInspection(
  inspection: DataInspection,
  parts: DatasetSplits,
  { file, samples, signal, boxes }: WriteInspectionOptions,
): Promise<void> {
  const limit = Math.floor(mostPictures / (inspection.classNames.length * inspection.parts.length));
  let room = samples === 0 ? 0 : mostPictures;
  const perClass = samples === 0 ? 0 : Math.max(1, Math.min(samples, limit));
  const broken = new Set(inspection.broken.map(({ part, index }) => `${part} ${index}`));
  const sheet: Picture[][] = inspection.classNames.map(() => []);
  for (const { part } of inspection.parts) {
    const data = parts[part];
    if (!data) continue;
    for (const [label, members] of membersOf(data, part, broken).entries()) {
      for (const index of spread(members, perClass)) {
        if (room-- <= 0) break;
        signal?.throwIfAborted();
        sheet[label]?.push({ part, id: data.id(index), address: await pictureAddress(data, index, pictureSize) });
      }
    }
  }
  const duplicates = new Map<string, string>();
  const shown = [inspection.exactDuplicates, inspection.nearDuplicates].flatMap((groups) =>
    groups.slice(0, groupsShown),
  );
  for (const { part, index } of shown.flatMap(({ images }) => images.slice(0, membersShown))) {
    signal?.throwIfAborted();
    const data = parts[part];
    if (data) duplicates.set(`${part} ${index}`, await pictureAddress(data, index, pictureSize));
  }
  const section = boxes && boxSection(boxes, await boxedPictures(parts, samples, signal));
  const page = inspectionPage(inspection, { samples: sheet, duplicates, boxes: section });
  await replaceFile(file, (handle) => handle.writeFile(page));
}

/** The sound images of each class. */
function membersOf(data: Dataset, part: PartName, broken: ReadonlySet<string>): number[][] {
  const members: number[][] = data.classNames.map(() => []);
  for (let index = 0; index < data.length; index++) {
    if (broken.has(`${part} ${index}`)) continue;
    for (const label of isMultiLabel(data) ? data.labels(index) : [data.label(index)]) members[label]?.push(index);
  }
  return members;
}

function spread(members: readonly number[], count: number): number[] {
  const taken = Math.min(count, members.length);
  return Array.from({ length: taken }, (_, i) => members[Math.floor((i * members.length) / taken)] ?? 0);
}
