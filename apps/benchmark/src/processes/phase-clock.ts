/** Times the parts of a start. */

/** Gives the milliseconds of every part, from the making of the clock on. */
export class PhaseClock {
  readonly #phases: Record<string, number> = {};
  #last = performance.now();

  /** Ends a part here: all since the one before it. */
  end(name: string): void {
    const now = performance.now();
    this.#phases[name] = now - this.#last;
    this.#last = now;
  }

  get phasesMs(): Readonly<Record<string, number>> {
    return this.#phases;
  }
}
