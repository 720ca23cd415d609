/** Tree crowns: aerial photographs with a box around every tree, from DeepForest's package. */
import path from "node:path";
import type { DatasetSplits } from "../../dataset/dataset.ts";
import type { BoxDataset } from "../../dataset/objects/box-dataset.ts";
import { subset } from "../../dataset/subset.ts";
import { DataError } from "../../errors.ts";
import { checkBoxes } from "../../objects/check-boxes.ts";
import { gridWindows } from "../../objects/tiles/tile-windows.ts";
import { datasetOfTiles, type Tile } from "../../objects/tiles/tiled-dataset.ts";
import { random, shuffled } from "../../random.ts";
import { openVoc } from "../box-forms/voc/voc.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";

/** The wheel that carries the photographs; it is fetched on the user's machine, and nothing of it is redistributed. */
export const deepForestWheel = {
  project: "deepforest",
  version: "2.1.0",
  file: "deepforest-2.1.0-py3-none-any.whl",
  bytes: 20_639_595,
  sha256: "8c2798d8e9be7f0004b194fe207b76c1d9fff6e711b3db67b9508dcd5d00ae54",
  unpackedBytes: 18_510_541,
} as const;

const credit =
  "Tree crowns of NEON's airborne photographs in DeepForest 2.1.0, MIT licence: Weinstein et al., Methods in Ecology and Evolution 11, 2020; photographs: National Ecological Observatory Network";

/** The two photographs of Yellowstone, the larger first. */
const photographs = ["2019_YELL_2_528000_4978000_image_crop2", "2019_YELL_2_541000_4977000_image_crop"] as const;

/** Side in pixels of the tiles that the photographs are divided into, unless another is asked for. */
const usualTile = 192;

type Options = Pick<
  OpenDatasetOptions,
  "seed" | "fractions" | "onProgress" | "signal" | "boxes" | "splitBy" | "tile" | "onNotice"
>;

/**
 * Two photographs of Yellowstone, of 2,299 × 2,472 pixels with 574 trees and 1,249 × 1,035 pixels with 279, divided
 * into tiles of some 192 pixels a side that have nothing in common.
 *
 * `splitBy` "tiles": tiles of both are dealt to the parts by the seed. "photographs": the larger one is learnt from, a
 * share of its tiles being val, and the other one is the test. `location` is a folder with the files of the package's
 * data; without it the wheel is fetched once with the user's own pip or uv.
 * @throws DataError when the files are not those, ProvisionError when the wheel cannot be fetched.
 */
export async function openTreeCrowns(location: string | undefined, options: Options = {}): Promise<DatasetSplits> {
  const folder = location ?? (await fetchPhotographs(options));
  const opened = await openVoc(folder, { signal: options.signal, boxes: { corners: "one-based" } });
  if (!("whole" in opened)) throw otherFiles(folder);
  const all = await checkBoxes(asTrees(chosen(opened.whole, folder)), { ...options.boxes, signal: options.signal });
  const tiles = tilesOf(all, options.tile?.size ?? usualTile);
  const parts = options.splitBy === "photographs" ? byPhotograph(tiles, options) : byTile(tiles, options);
  const make = (part: readonly Tile[]) => datasetOfTiles(all, part, options.tile);
  const { train, val, test } = parts;
  return {
    train: make(train),
    ...(val.length > 0 && { val: make(val) }),
    ...(test.length > 0 && { test: make(test) }),
  };
}

async function fetchPhotographs({ onProgress, signal }: Options): Promise<string> {
  const { fetchWheel } = await import("@tresnet/engine");
  return fetchWheel(deepForestWheel, {
    destination: "deepforest-2.1.0-photographs",
    extract: crownEntry,
    onProgress,
    signal,
  });
}

/** Where a file of the wheel goes: the photographs and their XML are kept, and the licence beside them. */
export function crownEntry(name: string): string | undefined {
  const data = /^deepforest\/data\/(\d{4}_YELL_[\w]+\.(?:png|xml))$/.exec(name);
  if (data) return data[1];
  return /\.dist-info\/licenses\/LICENSE[\w.]*$/.test(name) ? path.posix.basename(name) : undefined;
}

/** The two photographs, in their order. */
function chosen(found: BoxDataset, folder: string): BoxDataset {
  const places = photographs.map((name) => {
    const place = Array.from({ length: found.length }, (_, index) => path.parse(found.id(index)).name).indexOf(name);
    if (place < 0) throw otherFiles(folder);
    return place;
  });
  return subset(found, places, "tree-crowns");
}

function asTrees(found: BoxDataset): BoxDataset {
  return { ...found, classNames: ["tree"], credit };
}

function otherFiles(folder: string): DataError {
  return new DataError(
    `${folder}: expected DeepForest's photographs ${photographs.join(" and ")} with their XML files, got others. Check the path, or leave it out to have them fetched.`,
  );
}

function tilesOf(all: BoxDataset, size: number): readonly Tile[] {
  return Array.from({ length: all.length }, (_, image) => image).flatMap((image) =>
    gridWindows(all.imageSize(image) ?? { width: size, height: size }, size).map((window) => ({ image, window })),
  );
}

/** The tiles of each part. */
type TileParts = Readonly<Record<"train" | "val" | "test", readonly Tile[]>>;

const usualFractions = [0.7, 0.1, 0.2] as const;

function byTile(tiles: readonly Tile[], { seed = 0, fractions = usualFractions }: Options): TileParts {
  const order = dealt(tiles, seed);
  const [train, val, test] = fractions;
  const first = Math.round(train * order.length);
  const second = Math.round((train + val) * order.length);
  return {
    train: order.slice(0, first),
    val: order.slice(first, second),
    test: order.slice(second, Math.round((train + val + test) * order.length)),
  };
}

function byPhotograph(tiles: readonly Tile[], { seed = 0, fractions = usualFractions }: Options): TileParts {
  const order = dealt(
    tiles.filter(({ image }) => image === 0),
    seed,
  );
  const held = Math.round((fractions[1] / (fractions[0] + fractions[1])) * order.length);
  return { train: order.slice(held), val: order.slice(0, held), test: tiles.filter(({ image }) => image === 1) };
}

/** Keeps these draws apart from others of the same seed. */
const stream = 0x74_72_65;

function dealt(tiles: readonly Tile[], seed: number): readonly Tile[] {
  return Array.from(shuffled(tiles.length, random(seed, stream)), (place) => tiles[place]).flatMap(
    (tile) => tile ?? [],
  );
}
