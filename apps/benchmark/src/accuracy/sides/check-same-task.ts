/** Refuses a comparison of different things. */
import type { AccuracyStarted } from "./accuracy-messages.ts";

interface Started {
  readonly side: string;
  readonly started: Pick<AccuracyStarted, "parameters" | "dataSha256">;
}

/** @throws Error when sides have different counts of weights, or have read other images than those of `sha256`. */
export function checkSameTask(sides: readonly Started[], sha256: string): void {
  const [first] = sides;
  for (const { side, started } of sides) {
    if (started.dataSha256 !== sha256) {
      throw new Error(`${side} reads other images: expected SHA-256 ${sha256}, got ${started.dataSha256}.`);
    }
    if (first !== undefined && started.parameters !== first.started.parameters) {
      throw new Error(
        `${side} has another model: expected ${first.started.parameters} weights, as ${first.side} has, got ${started.parameters}.`,
      );
    }
  }
}
