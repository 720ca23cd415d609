/** Images of which nobody knows what is on them, for a detector to look at. */
import { type BoxDataset, imageFiles, measureImages } from "@tresnet/data";

const none = {
  boxes: new Float64Array(),
  labels: new Int32Array(),
  crowds: new Uint8Array(),
  areas: new Float64Array(),
  ids: [],
};

/**
 * The files as a dataset, with the sizes that they state, which tiles need. @throws the signal's reason when aborted.
 */
export async function imagesWithoutBoxes(
  name: string,
  files: readonly string[],
  classNames: readonly string[],
  signal: AbortSignal,
): Promise<BoxDataset> {
  const images = imageFiles(
    name,
    classNames,
    files.map((path) => ({ path, label: -1 })),
  );
  const sizes = await measureImages(images, signal);
  return {
    ...images,
    label: () => -1,
    labels: () => [],
    boxes: () => none,
    imageId: (index) => index + 1,
    categoryIds: classNames.map((_, label) => label + 1),
    imageSize: (index) => sizes[index]?.seen,
    boxPlace: (index) => images.id(index),
  };
}
