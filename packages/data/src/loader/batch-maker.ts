/** Makes one batch of an epoch, whole even when some of its images are broken. */

import type { Dataset } from "../dataset/dataset.ts";
import { type BrokenImage, BrokenImageError, DataError } from "../errors.ts";
import { type AnyTransform, isOfTraining, sizeOf } from "../transforms/transform.ts";
import type { Batch } from "./batch.ts";
import { ItemMaker } from "./item-maker.ts";
import type { BatchObjects } from "./objects/batch-objects.ts";
import { type PartPlaces, type Places, placesOf, type Share } from "./order/share.ts";
import type { PixelCache } from "./pixel-cache.ts";
import type { RenderJob, RenderResult } from "./render-batch.ts";
import type { Renderer } from "./renderer.ts";

export interface BatchMakerOptions {
  readonly dataset: Dataset;
  readonly transform: AnyTransform;
  readonly batchSize: number;
  readonly share: Share;
  readonly seed: number;
  readonly renderer: Renderer;
  readonly cache: PixelCache;
  readonly onBroken: "skip" | "fail";
}

/** One epoch's images in the order of that epoch. */
export interface EpochOrder {
  readonly epoch: number;
  readonly order: Uint32Array;
  /** Where images repeat: how often each place's image came before. */
  readonly repeats?: Uint32Array | undefined;
}

/** A batch, and the images that turned out broken while it was made. */
export interface MadeBatch {
  readonly batch: Batch;
  readonly broken: readonly BrokenImage[];
  /** Images in the batch whose files are damaged. */
  readonly damaged: readonly BrokenImage[];
}

/** Renders batches by number, each from nothing but its number, the epoch and the seed. */
export class BatchMaker {
  readonly #options: BatchMakerOptions;
  readonly #items: ItemMaker;

  constructor(options: BatchMakerOptions) {
    this.#options = options;
    this.#items = new ItemMaker(options);
  }

  /**
   * Renders this process's part of the images of batch `number`, which follow those of the batch before in the order.
   *
   * In training a process that has none left takes the batch's first one, which counts for nothing: it goes on with the
   * others.
   *
   * In training the place of a broken image goes to the next sound one of the order, so that all batches have one
   * shape; in evaluation it is left out.
   * @throws BrokenImageError (onBroken "fail"), DataError when no image at all can be decoded; what the renderer
   * throws.
   */
  async make(epochOrder: EpochOrder, number: number, signal: AbortSignal): Promise<MadeBatch> {
    const { transform, onBroken } = this.#options;
    const { counted, ...places } = this.places(number, epochOrder.order.length);
    const { start } = places;
    const indices = Int32Array.from(epochOrder.order.subarray(start, places.end));
    const result = await this.#render(epochOrder, places, signal);
    const { images, targets, broken: failures, damaged: flaws } = result;
    const damaged = flaws.map(({ slot, reason }) => this.#describe(indices[slot] ?? 0, reason));
    const broken = failures.map(({ slot, reason }) => this.#describe(indices[slot] ?? 0, reason));
    if (broken[0] && onBroken === "fail") throw new BrokenImageError(broken[0]);
    const slots = failures.map(({ slot }) => slot);
    const made = { images, targets, indices, counted, objects: result.objects && [...result.objects] };
    if (slots.length === 0) return this.#finish(made, number, { broken, damaged });
    if (!isOfTraining(transform)) return this.#finish(without(made, new Set(slots)), number, { broken, damaged });
    for (const slot of slots) {
      broken.push(...(await this.#replace(made, slot, epochOrder, start + slot, signal)));
    }
    return this.#finish(made, number, { broken, damaged });
  }

  /** The places of this process's part of a batch in an order of so many images. */
  places(number: number, length: number): PartPlaces {
    const { batchSize, share, transform } = this.#options;
    const places = placesOf(number, batchSize, length, share);
    if (places.end > places.start || !isOfTraining(transform)) return places;
    const { start } = placesOf(number, batchSize, length, { ...share, index: 0 });
    return { start, end: start + 1, counted: 0 };
  }

  /**
   * Fills a slot with the first sound image after `position`, around the end of the order if need be; tells which were
   * not.
   */
  async #replace(
    { images, targets, objects, indices }: RenderedImages,
    slot: number,
    epochOrder: EpochOrder,
    position: number,
    signal: AbortSignal,
  ): Promise<BrokenImage[]> {
    const { order } = epochOrder;
    const broken: BrokenImage[] = [];
    for (let step = 1; step < order.length; step++) {
      const start = (position + step) % order.length;
      const index = order[start] ?? 0;
      const rendered = await this.#render(epochOrder, { start, end: start + 1 }, signal);
      const failure = rendered.broken[0];
      if (!failure) {
        images.set(rendered.images, slot * rendered.images.length);
        if (rendered.targets) targets?.set(rendered.targets, slot * rendered.targets.length);
        if (objects) objects[slot] = rendered.objects?.[0];
        indices[slot] = index;
        return broken;
      }
      broken.push(this.#describe(index, failure.reason));
    }
    const { name } = this.#options.dataset;
    const first = broken[0];
    throw new DataError(
      `BatchLoader: expected images in ${name} that can be decoded, and all ${order.length} are broken` +
        `${first ? ` (such as ${first.id}: ${first.reason})` : ""}. Check the files.`,
    );
  }

  async #render(epochOrder: EpochOrder, { start, end }: Places, signal: AbortSignal): Promise<RenderResult> {
    const { transform, seed, renderer, cache } = this.#options;
    const { epoch, order, repeats } = epochOrder;
    const items = Array.from(order.subarray(start, end), (index, slot) =>
      this.#items.make(index, repeats?.[start + slot], epoch),
    );
    const job: RenderJob = { items, transform, seed, epoch, keepBytes: cache.roomForBatch };
    const result = await renderer.render(job, signal);
    for (const { slot, pixels } of result.kept) {
      const index = items[slot]?.index ?? 0;
      this.#items.noteSize(index, result.objects?.[slot]?.originalSize);
      cache.offer(index, pixels);
    }
    return result;
  }

  #describe(index: number, reason: string): BrokenImage {
    return { index, id: this.#options.dataset.id(index), reason };
  }

  #finish(made: RenderedImages, number: number, found: Omit<MadeBatch, "batch">): MadeBatch {
    const { images, targets, indices, counted } = made;
    const { dataset, transform } = this.#options;
    const labels = indices.map((index) => dataset.label(index));
    const { width, height } = sizeOf(transform);
    const shape = [indices.length, height, width, 3] as const;
    const objects = made.objects && { targets, images: made.objects.flatMap((each) => each ?? []) };
    const told = { ...(counted !== undefined && { counted }), ...(objects && { objects }) };
    return { batch: { images, labels, indices, shape, number, ...told }, ...found };
  }
}

interface RenderedImages {
  readonly images: Float32Array;
  readonly targets: Float32Array | undefined;
  readonly objects: (BatchObjects | undefined)[] | undefined;
  readonly indices: Int32Array;
  readonly counted?: 0 | undefined;
}

/** Moves the sound images together. */
function without(made: RenderedImages, slots: ReadonlySet<number>): RenderedImages {
  const { images, targets, objects, indices } = made;
  const sound = Array.from(indices.keys()).filter((slot) => !slots.has(slot));
  return {
    images: movedTogether(images, indices.length, sound),
    targets: targets && movedTogether(targets, indices.length, sound),
    objects: objects && sound.map((slot) => objects[slot]),
    indices: Int32Array.from(sound, (slot) => indices[slot] ?? 0),
  };
}

/** The rows of these slots, of so many of a block, at its beginning. */
function movedTogether(block: Float32Array, count: number, slots: readonly number[]): Float32Array {
  const length = block.length / count;
  for (const [to, from] of slots.entries()) block.copyWithin(to * length, from * length, (from + 1) * length);
  return block.subarray(0, slots.length * length);
}
