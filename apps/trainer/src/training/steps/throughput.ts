/** How fast a training goes. */

/**
 * The images per second of the present epoch.
 *
 * Rates are of one epoch, since what a step does may change with it, and without its first step, which may trace and
 * compile.
 */
export class Throughput {
  #epoch = -1;
  #images = 0;
  #seconds = 0;
  /** The rate before that: of the epoch before, or of the first step. */
  #earlier = 0;

  /** Images per second of the present epoch so far. */
  get imagesPerSecond(): number {
    return this.#seconds === 0 ? this.#earlier : this.#images / this.#seconds;
  }

  /** Takes note of one step of an epoch, and returns the rate. */
  step(epoch: number, images: number, seconds: number): number {
    if (epoch === this.#epoch) {
      this.#images += images;
      this.#seconds += seconds;
    } else {
      this.#earlier = this.imagesPerSecond || images / seconds;
      this.#epoch = epoch;
      this.#images = 0;
      this.#seconds = 0;
    }
    return this.imagesPerSecond;
  }
}
