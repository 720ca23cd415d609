/** A dataset as a stream of batches, decoded ahead of their use. */
import { availableParallelism } from "node:os";
import type { TensorFlowLibrary } from "@tresnet/engine";
import { type Dataset, isMultiLabel } from "../dataset/dataset.ts";
import { hasBoxes } from "../dataset/objects/box-dataset.ts";
import { type BrokenImage, DataError } from "../errors.ts";
import { random, shuffled } from "../random.ts";
import { type AnyTransform, checked, isOfBoxes, isOfTraining } from "../transforms/transform.ts";
import type { Batch, BatchSource, EpochOptions } from "./batch.ts";
import { BatchMaker, type MadeBatch } from "./batch-maker.ts";
import { balancedOrder, repeatsOf } from "./order/balanced-order.ts";
import { checkedShare, type PartPlaces, type Share, wholeBatch } from "./order/share.ts";
import { PixelCache } from "./pixel-cache.ts";
import { inlineRenderer, type Renderer } from "./renderer.ts";
import { WorkerPool } from "./worker-pool.ts";

/** How the images of a dataset become batches. */
export interface BatchLoaderOptions {
  /** Images of a batch, at least 1; of one process's part of it, where there is a share. */
  readonly batchSize: number;
  /** What happens to each image. */
  readonly transform: AnyTransform;
  /**
   * The number of threads that decode; 0 decodes in the calling thread. Default: 0 for pixels in memory, else up to 4,
   * one core left free. What is no baseline JPEG is decoded on Node's thread pool of 4: for more workers start Node
   * with a larger UV_THREADPOOL_SIZE.
   */
  readonly workers?: number | undefined;
  /** The cores that the default of `workers` reckons with. Default: all of the machine. */
  readonly cores?: number | undefined;
  /** The seed that decides order and augmentation, together with the epoch. @default 0 */
  readonly seed?: number | undefined;
  /** Whether the images come in a new random order in each epoch. Default: in training. */
  readonly shuffle?: boolean | undefined;
  /**
   * Whether all classes come equally often, rare ones by repeating their images, augmented anew; needs shuffle. Default
   * false.
   */
  readonly balanced?: boolean | undefined;
  /**
   * Loads one process's part of every batch, where several load the order of one seed together: each image is in one
   * part, and batches are `count` times as large, or as large as it says. Default: all.
   */
  readonly share?: Share | undefined;
  /** Whether a last, smaller batch is left out. Default: in training. */
  readonly dropLast?: boolean | undefined;
  /** What a file that cannot be decoded does; skipped ones are listed in `broken`. Default "fail". */
  readonly onBroken?: "skip" | "fail" | undefined;
  /** How many batches are made or being made ahead of the one in use, at least 1. Default: workers + 1. */
  readonly prefetch?: number | undefined;
  /** Whether decoded files stay in memory for later epochs; "auto" (default): if all are expected to fit. */
  readonly cache?: boolean | "auto" | undefined;
  /** The most bytes that the cache may hold, with what is on its way to it. Default: 1 GiB. */
  readonly cacheBytes?: number | undefined;
  /**
   * Lets workers decode the JPEGs that are not baseline, such as progressive ones, with this library's decoder.
   * Default: sharp does.
   */
  readonly tensorFlow?: TensorFlowLibrary | undefined;
}

/** Yields the batches of one dataset, epoch after epoch; what is in them depends on seed, epoch and number alone. */
export class BatchLoader implements BatchSource {
  readonly #dataset: Dataset;
  readonly #seed: number;
  readonly #shuffle: boolean;
  /** The labels of all images, where classes are to come equally often. */
  readonly #labels: Int32Array | undefined;
  readonly #prefetch: number;
  readonly #renderer: Renderer;
  readonly #maker: BatchMaker;
  readonly #broken = new Map<number, BrokenImage>();
  readonly #damaged = new Map<number, BrokenImage>();
  readonly #running = new Set<AbortController>();
  readonly #recycled = new WeakSet<Batch>();
  #isClosed = false;
  /** The number of batches of an epoch, the last, smaller one included if it is not dropped. */
  readonly batchesPerEpoch: number;

  /**
   * Makes a loader; its threads start with the first batch.
   * @throws DataError when the dataset is empty or an option is out of range.
   */
  constructor(dataset: Dataset, options: BatchLoaderOptions) {
    const { batchSize, cacheBytes = 2 ** 30, cache = "auto", onBroken = "fail", seed = 0 } = options;
    const transform = checked(options.transform);
    const isTraining = isOfTraining(transform);
    const { shuffle = isTraining, dropLast = isTraining } = options;
    requireWhole("batchSize", batchSize, 1);
    if (isOfBoxes(transform) && !hasBoxes(dataset))
      throw new DataError(
        `BatchLoader: expected a dataset with boxes for a ${transform.kind} transform, got ${dataset.name}. Use a transform of images with classes.`,
      );
    if (dataset.length === 0) throw new DataError(`BatchLoader: expected images, got none in ${dataset.name}.`);
    const workers = requireWhole("workers", options.workers ?? defaultWorkers(dataset, options.cores), 0);
    this.#prefetch = requireWhole("prefetch", options.prefetch ?? workers + 1, 1);
    this.#dataset = dataset;
    this.#seed = requireWhole("seed", seed, 0);
    this.#shuffle = shuffle;
    this.#labels = options.balanced ? labelsOf(dataset, shuffle) : undefined;
    const share = checkedShare(options.share);
    const whole = wholeBatch(batchSize, share);
    this.batchesPerEpoch = (dropLast ? Math.floor : Math.ceil)(dataset.length / whole);
    if (this.batchesPerEpoch === 0) {
      throw new DataError(
        `BatchLoader: batchSize must be at most ${dataset.length}, the number of images in ${dataset.name}, got ${whole}${share.count > 1 ? ` of ${share.count} processes` : ""}. ` +
          "Choose a smaller one, or pass dropLast: false.",
      );
    }
    this.#renderer = workers > 0 ? new WorkerPool(workers, { tensorFlow: options.tensorFlow }) : inlineRenderer;
    const pixels = new PixelCache({
      mode: cache,
      limitBytes: cacheBytes,
      length: dataset.length,
      batches: this.#prefetch,
    });
    this.#maker = new BatchMaker({
      dataset,
      transform,
      batchSize,
      share,
      seed,
      renderer: this.#renderer,
      cache: pixels,
      onBroken,
    });
  }

  /** The images that could not be decoded so far, each once, in the order of their first use. */
  get broken(): readonly BrokenImage[] {
    return [...this.#broken.values()];
  }

  /**
   * The images whose files are damaged and were decoded all the same, as PIL would, so far and each once; a random crop
   * tells of no damage below it.
   */
  get damaged(): readonly BrokenImage[] {
    return [...this.#damaged.values()];
  }

  /**
   * Yields the batches of one epoch; epochs are counted from 0. Leaving the loop early stops the work ahead; the
   * workers stay for the next epoch.
   * @throws BrokenImageError (onBroken "fail"), DataError when a worker dies, the signal's reason when aborted.
   */
  async *epoch(epoch: number, { startBatch = 0, signal }: EpochOptions = {}): AsyncGenerator<Batch, void, undefined> {
    requireWhole("epoch", epoch, 0);
    requireWhole("startBatch", startBatch, 0);
    if (this.#isClosed) throw closedError();
    signal?.throwIfAborted();
    const order = this.order(epoch);
    const repeats = this.#labels && repeatsOf(order);
    const stop = new AbortController();
    this.#running.add(stop);
    const abort = () => stop.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    const ahead: Promise<MadeBatch>[] = [];
    let next = startBatch;
    const fill = () => {
      while (ahead.length < this.#prefetch && next < this.batchesPerEpoch) {
        const made = this.#maker.make({ epoch, order, repeats }, next++, stop.signal);
        made.catch(() => undefined); // heard when its turn comes, or never if the loop is left
        ahead.push(made);
      }
    };
    try {
      for (fill(); ahead.length > 0; fill()) {
        const made = await ahead.shift();
        stop.signal.throwIfAborted();
        fill();
        note(this.#broken, made?.broken);
        note(this.#damaged, made?.damaged);
        if (made && made.batch.indices.length > 0) yield made.batch;
        stop.signal.throwIfAborted();
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#running.delete(stop);
      stop.abort();
      for (const made of ahead) made.then(({ batch }) => this.recycle(batch)).catch(() => undefined);
    }
  }

  /**
   * Gives a batch's memory back for a later batch, which is then made in it: its `images` are not to be read any more.
   * Nobody has to, but a system takes as long to hand out fresh memory for large batches as workers take to fill it.
   */
  recycle(batch: Batch): void {
    if (this.#isClosed || this.#recycled.has(batch)) return;
    this.#recycled.add(batch);
    this.#renderer.recycle(batch.images.buffer);
  }

  /**
   * Returns the indices of an epoch's images in the order of its batches, uint32, those of all shares; a batch that is
   * dropped takes its own images with it.
   */
  order(epoch: number): Uint32Array {
    const { length } = this.#dataset;
    if (!this.#shuffle) return Uint32Array.from({ length }, (_, i) => i);
    const stream = random(this.#seed, epoch);
    return this.#labels ? balancedOrder(this.#labels, stream) : shuffled(length, stream);
  }

  /** Returns the places that this process's part of batch `number` has in an epoch's `order`. */
  places(number: number): PartPlaces {
    return this.#maker.places(number, this.#dataset.length);
  }

  /** Stops running epochs and ends the workers; resolves when they have ended. The loader cannot be used afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const stop of this.#running) stop.abort(closedError());
    await this.#renderer.close();
  }
}

/** Adds the images that are not yet there. */
function note(known: Map<number, BrokenImage>, images: readonly BrokenImage[] = []): void {
  for (const image of images) if (!known.has(image.index)) known.set(image.index, image);
}

function closedError(): DataError {
  return new DataError("BatchLoader: expected an open loader, got one that was closed. Make a new one.");
}

function labelsOf(dataset: Dataset, shuffle: boolean): Int32Array {
  if (!shuffle || isMultiLabel(dataset)) {
    throw new DataError(
      `BatchLoader: balanced needs shuffled images of one class each, got ${dataset.name} ${shuffle ? "with any number of classes per image" : "without shuffle"}. Leave it out.`,
    );
  }
  return Int32Array.from({ length: dataset.length }, (_, index) => dataset.label(index));
}

function defaultWorkers(dataset: Dataset, cores = availableParallelism()): number {
  return dataset.source(0).kind === "pixels" ? 0 : Math.max(1, Math.min(4, cores - 1));
}

function requireWhole(name: string, value: number, minimum: number): number {
  if (Number.isSafeInteger(value) && value >= minimum) return value;
  throw new DataError(`BatchLoader: ${name} must be a whole number of at least ${minimum}, got ${value}.`);
}
