/** Puts together what the processes that train together have found, each on its share of the images. */
import { type Dataset, hasBoxes } from "@tresnet/data";
import { gatherValues, type Team } from "../../cluster/team.ts";
import { type IndexedImage, knownObjects } from "../objects/detect-dataset.ts";

/** What all processes have found, in the order of the data; what is known of an image each process knows itself. */
export async function gatherDetected(
  team: Team,
  own: readonly IndexedImage[],
  data: Dataset,
): Promise<readonly IndexedImage[]> {
  if (team.size === 1) return own;
  const all = await gatherValues(
    team,
    own.map(({ index, size, found }) => ({ index, size, found })),
  );
  return all
    .flat()
    .map((image) => ({
      ...image,
      file: data.id(image.index),
      known: hasBoxes(data) ? knownObjects(data, image.index) : [],
    }))
    .toSorted((a, b) => a.index - b.index);
}
