/** What decoding in a graph needs to know of a pyramid, as tables. */
import { type Pyramid, pyramidLocations } from "@tresnet/boxes";

/** How many candidates each level has. */
export function levelCandidates({ levels }: Pyramid, classes: number, perLevel: number): readonly number[] {
  return levels.map(({ height, width }) => Math.min(perLevel, height * width * classes));
}

/** Where each location looks from, x, y, x, y, and what its distances are multiplied by, both [locations, 4]. */
export function locationTables(pyramid: Pyramid): { readonly points: Float32Array; readonly factors: Float32Array } {
  const { points, sizes } = pyramidLocations(pyramid);
  const sides = 4 * sizes.length;
  const at = (side: number) => Math.floor(side / 4);
  return {
    points: Float32Array.from({ length: sides }, (_, side) => points[2 * at(side) + (side % 2)] ?? 0),
    factors: Float32Array.from({ length: sides }, (_, side) => (side % 4 < 2 ? -1 : 1) * (sizes[at(side)] ?? 0)),
  };
}
