/** Keeps decoded images in memory, so that later epochs need not decode them again. */
import type { Pixels } from "../dataset/pixels.ts";

export interface PixelCacheOptions {
  /** true: keep what fits; "auto": keep all or nothing, as the first images predict; false: nothing. */
  readonly mode: boolean | "auto";
  readonly limitBytes: number;
  /** How many images there are. */
  readonly length: number;
  /** How many batches may be on their way at once. @default 1 */
  readonly batches?: number | undefined;
}

// So many images say how large the others are.
const sampleSize = 16;

/** Decoded (or evaluation-resized) images by index, up to a number of bytes. */
export class PixelCache {
  readonly #options: PixelCacheOptions;
  readonly #images = new Map<number, Pixels>();
  #bytes = 0;
  #isOpen: boolean;

  constructor(options: PixelCacheOptions) {
    this.#options = options;
    this.#isOpen = options.mode !== false;
  }

  /** Whether more images are wanted. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Most bytes that a batch may bring: its share of what is left, so that those on their way don't exceed the limit
   * together.
   */
  get roomForBatch(): number {
    const { limitBytes, batches = 1 } = this.#options;
    return this.#isOpen ? Math.floor((limitBytes - this.#bytes) / batches) : 0;
  }

  get sizeBytes(): number {
    return this.#bytes;
  }

  get(index: number): Pixels | undefined {
    return this.#images.get(index);
  }

  /** Keeps the image if there is room for it. */
  offer(index: number, pixels: Pixels): void {
    if (!this.#isOpen || this.#images.has(index)) return;
    const { mode, limitBytes, length } = this.#options;
    const bytes = this.#bytes + pixels.data.length;
    const count = this.#images.size + 1;
    if (mode === "auto" && count >= Math.min(sampleSize, length) && (bytes / count) * length > limitBytes) {
      this.clear();
      return;
    }
    if (bytes > limitBytes) {
      this.#isOpen = false;
      return;
    }
    this.#images.set(index, pixels);
    this.#bytes = bytes;
  }

  /** Forgets everything and takes nothing more. */
  clear(): void {
    this.#isOpen = false;
    this.#images.clear();
    this.#bytes = 0;
  }
}
