/** Where the locations of a pyramid's maps lie in the image. */
import { BoxError } from "./errors.ts";

/** A width and a height in pixels, or in positions of a map. */
export interface Size {
  /** Pixels or positions from top to bottom. */
  readonly height: number;
  /** Pixels or positions from left to right. */
  readonly width: number;
}

/** One map of the pyramid. */
export interface PyramidLevel extends Size {
  /** The map's nominal stride in pixels, which is the unit of distances on this level: 8, 16, 32, 64 or 128. */
  readonly stride: number;
}

/** The maps that a head sees, the finest first. */
export interface Pyramid {
  /** The size of the network's input, padding included. */
  readonly image: Size;
  /** The maps, by ascending stride. */
  readonly levels: readonly PyramidLevel[];
  /**
   * Where a position looks from. "corners": (column · step, row · step) with step = ⌊image / map⌋, as torchvision.
   * "centers": ((column + ½) · stride, (row + ½) · stride), as the paper and mmdet.
   * @default "corners"
   */
  readonly points?: "corners" | "centers";
}

/** One level's points: a grid that begins at (left, top). */
export interface LevelGrid extends PyramidLevel {
  /** How many locations the levels before have. */
  readonly first: number;
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** The points of all levels one after the other, each map row by row. */
export interface PyramidLocations {
  /** x and y in pixels, [locations, 2]. */
  readonly points: Float32Array;
  /** The stride of each location's level in pixels, [locations]. */
  readonly sizes: Float32Array;
}

/** Lists the points of a pyramid. @throws BoxError when a size is not a whole number from 1. */
export function pyramidLocations(pyramid: Pyramid): PyramidLocations {
  const points = new Float32Array(2 * locationCount(pyramid));
  const sizes = new Float32Array(points.length / 2);
  for (const { first, left, top, stepX, stepY, width, height, stride } of levelGrids(pyramid)) {
    for (let at = 0; at < width * height; at++) {
      points[2 * (first + at)] = left + (at % width) * stepX;
      points[2 * (first + at) + 1] = top + Math.floor(at / width) * stepY;
      sizes[first + at] = stride;
    }
  }
  return { points, sizes };
}

/** Counts the locations of all levels. */
export function locationCount({ levels }: Pyramid): number {
  return levels.reduce((sum, { height, width }) => sum + height * width, 0);
}

/** Lays the grid of each level out. @throws BoxError when a size is not a whole number from 1. */
export function levelGrids({ image, levels, points = "corners" }: Pyramid): readonly LevelGrid[] {
  const sizes = [image.height, image.width, ...levels.flatMap(({ height, width, stride }) => [height, width, stride])];
  if (levels.length === 0 || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new BoxError(
      `pyramid: expected an image and at least one level of sizes from 1, got ${sizes.join(", ")}. Pass the sizes of the maps that the head sees.`,
    );
  }
  let first = 0;
  return levels.map((level) => {
    const { height, width, stride } = level;
    const grid =
      points === "centers"
        ? { left: stride / 2, top: stride / 2, stepX: stride, stepY: stride }
        : { left: 0, top: 0, stepX: Math.floor(image.width / width), stepY: Math.floor(image.height / height) };
    const placed = { ...level, ...grid, first };
    first += height * width;
    return placed;
  });
}
