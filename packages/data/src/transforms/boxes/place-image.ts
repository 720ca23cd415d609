/** The pixels of a placed part, before they are laid into the input. */
import type { AnyPixels } from "../../dataset/pixels.ts";
import type { Random } from "../../random.ts";
import { orient } from "../../resample/orient.ts";
import { isQuick, quickResize } from "../../resample/quick-resize.ts";
import { colorJitter } from "../augmentations/color-jitter.ts";
import type { BoxPlacement } from "./box-placement.ts";
import type { TrainBoxesTransform } from "./box-transform.ts";
import { evalPart } from "./eval-input.ts";

/** The part as training sees it: resized, laid down, its colours changed. */
export function trainPart(
  image: AnyPixels,
  { crop, scaled, orientation }: BoxPlacement,
  transform: TrainBoxesTransform,
  draws: Random,
): AnyPixels {
  const quick = image.channels === 3 && isQuick(image, crop);
  const part =
    quick && !orientation.transpose
      ? quickResize(image, crop, scaled, orientation)
      : orient(
          quick ? quickResize(image, crop, scaled) : evalPart(image, { crop, scaled, orientation, left: 0, top: 0 }),
          orientation,
        );
  return colorJitter.apply(part, transform, { mean: transform.mean, draws });
}
