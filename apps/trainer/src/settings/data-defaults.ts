/** What the table of data sets decides where a flag is left out, in the words of the help. */
import { datasetTable } from "@tresnet/data";

const sizes = new Set(datasetTable.flatMap(({ inputSize }) => inputSize ?? []));

/** The side of the input: "the model's, 32 for cifar10, …". */
export const usualSize = [
  "the model's",
  ...[...sizes].map((size) => `${size} for ${namesOf(({ inputSize }) => inputSize === size)}`),
].join(", ");

/** The crop of training: "pad for cifar10, …, else rrc". */
export const usualCrop = `pad for ${namesOf(({ trainCrop }) => trainCrop === "padded")}, else rrc`;

function namesOf(isMeant: (row: (typeof datasetTable)[number]) => boolean): string {
  const names = datasetTable.filter(isMeant).map(({ name }) => name);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
