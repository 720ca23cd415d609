/** The places of pixels when maps are cut into tiles, and each tile has a patch around it. */
import { zeroRow } from "../../gather-rows.ts";
import type { TileSize } from "./transforms.ts";

/** The pixels that a kernel of 3×3 sees beyond its own, and a patch therefore around its tile. */
const border = 1;

/** The number of maps, and their height and width in pixels. */
export type Maps = readonly [n: number, height: number, width: number];

/** A pixel along one axis: the number of its map, and its position in that map. */
type Place = readonly [map: number, position: number];

/**
 * Maps in a row along an axis, cut into tiles. Where a tile does not end with the map, a single line of zeros separates
 * a map from the next: 16 maps of 14 pixels are 60 tiles of 4 then, and not 64.
 */
class Axis {
  readonly tiles: number;
  readonly #maps: number;
  readonly #length: number;
  readonly #pitch: number;
  readonly #size: TileSize;

  constructor(maps: number, length: number, size: TileSize) {
    this.#maps = maps;
    this.#length = length;
    this.#size = size;
    this.#pitch = length % size === 0 ? length : length + border;
    this.tiles = Math.ceil((maps * this.#pitch - (this.#pitch - length)) / size);
  }

  /** The pixel so many steps after the start of a tile; undefined is a zero. */
  pixel(tile: number, steps: number): Place | undefined {
    const start = tile * this.#size;
    const separated = this.#pitch > this.#length;
    const map = Math.floor((separated ? start + steps : start) / this.#pitch);
    const position = start + steps - map * this.#pitch;
    const inside = map >= 0 && map < this.#maps && position >= 0 && position < this.#length;
    return inside ? [map, position] : undefined;
  }

  /** The tile in which a pixel is, and its steps after the start of that tile. */
  tileOf([map, position]: Place): readonly [tile: number, steps: number] {
    const at = map * this.#pitch + position;
    return [Math.floor(at / this.#size), at % this.#size];
  }
}

/** Maps [n, height, width] laid side by side and one above the other, and cut into tiles. */
export class Tiling {
  /** The number of tiles of all maps together. */
  readonly count: number;
  /** Height and width of a patch, pixels. */
  readonly patchSize: number;
  readonly #size: TileSize;
  readonly #maps: Maps;
  readonly #rows: Axis;
  readonly #columns: Axis;
  /** The number of maps side by side. */
  readonly #abreast: number;
  // Made once: a net has many convolutions of the same maps.
  #patchPixels: Int32Array | undefined;
  #tilePixels: Int32Array | undefined;
  #mapPixels: Int32Array | undefined;

  constructor(maps: Maps, size: TileSize) {
    const [n, height, width] = maps;
    const layouts = Array.from({ length: n }, (_, index) => index + 1)
      .filter((abreast) => n % abreast === 0)
      .map((abreast) => {
        const rows = new Axis(n / abreast, height, size);
        const columns = new Axis(abreast, width, size);
        return { abreast, rows, columns, count: rows.tiles * columns.tiles };
      });
    const least = layouts.reduce((best, layout) => (layout.count < best.count ? layout : best));
    this.count = least.count;
    this.patchSize = size + 2 * border;
    this.#size = size;
    this.#maps = maps;
    this.#rows = least.rows;
    this.#columns = least.columns;
    this.#abreast = least.abreast;
  }

  /** For each of the p² places in a patch, and each tile: the index of the pixel in that place, or `zeroRow`. */
  patchPixels(): Int32Array {
    this.#patchPixels ??= this.#pixels(this.patchSize, -border);
    return this.#patchPixels;
  }

  /** For each of the t² places in a tile, and each tile: the index of the pixel in that place, or `zeroRow`. */
  tilePixels(): Int32Array {
    this.#tilePixels ??= this.#pixels(this.#size, 0);
    return this.#tilePixels;
  }

  /** For each pixel of the maps: its index among the t² places of `count` tiles. */
  mapPixels(): Int32Array {
    this.#mapPixels ??= this.#places();
    return this.#mapPixels;
  }

  #places(): Int32Array {
    const [n, height, width] = this.#maps;
    const pixels = new Int32Array(n * height * width);
    let at = 0;
    for (let map = 0; map < n; map++) {
      for (let y = 0; y < height; y++) {
        const [row, down] = this.#rows.tileOf([Math.floor(map / this.#abreast), y]);
        for (let x = 0; x < width; x++) {
          const [column, across] = this.#columns.tileOf([map % this.#abreast, x]);
          const place = down * this.#size + across;
          pixels[at++] = (place * this.#rows.tiles + row) * this.#columns.tiles + column;
        }
      }
    }
    return pixels;
  }

  #pixels(places: number, first: number): Int32Array {
    const [, height, width] = this.#maps;
    const pixels = new Int32Array(places ** 2 * this.count);
    let at = 0;
    for (let place = 0; place < places ** 2; place++) {
      const [down, across] = [first + Math.floor(place / places), first + (place % places)];
      for (let row = 0; row < this.#rows.tiles; row++) {
        const vertical = this.#rows.pixel(row, down);
        for (let column = 0; column < this.#columns.tiles; column++) {
          const horizontal = this.#columns.pixel(column, across);
          if (vertical === undefined || horizontal === undefined) {
            pixels[at++] = zeroRow;
            continue;
          }
          const map = vertical[0] * this.#abreast + horizontal[0];
          pixels[at++] = (map * height + vertical[1]) * width + horizontal[1];
        }
      }
    }
    return pixels;
  }
}
