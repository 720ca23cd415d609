/** The random flips and quarter turns of training. */
import type { Random } from "../random.ts";
import type { Orientation } from "../resample/orient.ts";
import type { Requirements } from "./requirements.ts";

/** How likely an image is laid down another way. */
export interface OrientationSettings {
  /** The probability of a left-right flip, 0 to 1. */
  readonly hflip: number;
  /** The probability of an upside-down flip, 0 to 1. */
  readonly vflip: number;
  /** Whether to turn by 0, 90, 180 or 270 degrees at random. */
  readonly quarterTurns: boolean;
}

/** Draws how one image lies. */
export function drawOrientation({ hflip, vflip, quarterTurns }: OrientationSettings, draws: Random): Orientation {
  const flipX = draws.next() < hflip;
  const flipY = draws.next() < vflip;
  const turns = quarterTurns ? draws.integer(4) : 0;
  return {
    transpose: turns % 2 === 1,
    flipX: flipX !== (turns === 1 || turns === 2),
    flipY: flipY !== (turns === 2 || turns === 3),
  };
}

/** Requires probabilities. */
export function checkOrientation({ hflip, vflip }: OrientationSettings, require: Requirements): void {
  require.unit("hflip", hflip);
  require.unit("vflip", vflip);
}

/** Whether every image lies the same way each time. */
export function isFixedOrientation({ hflip, vflip, quarterTurns }: OrientationSettings): boolean {
  return !quarterTurns && [hflip, vflip].every((probability) => probability === 0 || probability === 1);
}
