/** Large photographs as tiles. */
import { type Dataset, type DatasetSplits, hasBoxes, type TileOptions, tiledDataset } from "@tresnet/data";

/**
 * The parts with their photographs cut into tiles, each part by itself, so that tiles of one photograph lie in one
 * part; as they are where no size is given, or where they are tiles already.
 * @throws DataError when an option is out of range.
 */
export function inTiles<Parts extends Partial<DatasetSplits>>(parts: Parts, tile: TileOptions | undefined): Parts {
  if (tile === undefined) return parts;
  const cut = (data: Dataset | undefined) =>
    data === undefined || !hasBoxes(data) || "tiles" in data ? data : tiledDataset(data, tile);
  const { train, val, test } = parts;
  return {
    ...parts,
    ...(train && { train: cut(train) }),
    ...(val && { val: cut(val) }),
    ...(test && { test: cut(test) }),
  };
}
