/**
 * What a renderer has to know of one image: its pixels or where they are, its objects, and the images mixed with it.
 */
import type { Dataset } from "../dataset/dataset.ts";
import { hasBoxes, type PixelSize } from "../dataset/objects/box-dataset.ts";
import { random } from "../random.ts";
import { noBoxes, type PlacedBoxes } from "../transforms/boxes/box-placement.ts";
import { type AnyTransform, isOfBoxes, isOfTraining } from "../transforms/transform.ts";
import type { ImageWithObjects } from "./objects/image-with-objects.ts";
import type { PixelCache } from "./pixel-cache.ts";
import type { RenderItem } from "./render-batch.ts";

/** What the items are made of. */
interface ItemMakerOptions {
  readonly dataset: Dataset;
  readonly transform: AnyTransform;
  readonly seed: number;
  readonly cache: PixelCache;
}

/** Makes the items of a batch; where an image's pixels are cached they come with it. */
export class ItemMaker {
  readonly #options: ItemMakerOptions;
  /** The sizes of images of which the cache has what evaluation made of them. */
  readonly #sizes = new Map<number, PixelSize>();

  constructor(options: ItemMakerOptions) {
    this.#options = options;
  }

  /** The item of one image in an epoch, the `repeat`-th of it. */
  make(index: number, repeat: number | undefined, epoch: number): RenderItem {
    const { transform } = this.#options;
    if (!isOfBoxes(transform)) return { index, repeat, ...this.#pixels(index) };
    const partners = this.#partners(index, repeat ?? 0, epoch);
    return { index, repeat, ...this.#withObjects(index), ...(partners.length === 0 ? {} : { partners }) };
  }

  /** Remembers the size that an image had before its evaluation. */
  noteSize(index: number, size: PixelSize | undefined): void {
    if (size && !isOfTraining(this.#options.transform)) this.#sizes.set(index, size);
  }

  #pixels(index: number): Pick<RenderItem, "source" | "isTransformed"> {
    const { dataset, transform, cache } = this.#options;
    const kept = cache.get(index);
    if (!kept) return { source: dataset.source(index) };
    return { source: { kind: "pixels", ...kept }, isTransformed: !isOfTraining(transform) };
  }

  #withObjects(index: number): ImageWithObjects {
    const { dataset } = this.#options;
    const pixels = this.#pixels(index);
    if (!hasBoxes(dataset)) return { ...pixels, objects: noBoxes };
    const size = pixels.isTransformed ? this.#sizes.get(index) : dataset.imageSize(index);
    return { ...pixels, objects: ownObjects(dataset.boxes(index)), size };
  }

  /** The images that may be mixed with one: three for a mosaic, one to paste from. */
  #partners(index: number, repeat: number, epoch: number): ImageWithObjects[] {
    const { dataset, transform, seed } = this.#options;
    if (transform.kind !== "train-boxes") return [];
    const count = (transform.mosaic > 0 ? 3 : 0) + (transform.copyPaste > 0 ? 1 : 0);
    const draws = random(seed, epoch, index, 2, repeat);
    return Array.from({ length: count }, () => this.#withObjects(draws.integer(dataset.length)));
  }
}

/** Copies: views of a data set's columns would take all of their memory along to a worker. */
function ownObjects({ boxes, labels, crowds, areas }: PlacedBoxes): PlacedBoxes {
  return { boxes: boxes.slice(), labels: labels.slice(), crowds: crowds.slice(), areas: areas.slice() };
}
