/** Copy-paste with boxes: the boxes of another image are laid over this one. */

import type { PixelWindow as Rectangle } from "../../dataset/dataset.ts";
import { ownPixels, type Pixels } from "../../dataset/pixels.ts";
import type { DecodeOptions } from "../../decode/decode.ts";
import type { DecodedPart } from "../../decode/decoded-part.ts";
import type { Random } from "../../random.ts";
import { drawBoxPlacement, type PlacedBoxes, visibleShare } from "../../transforms/boxes/box-placement.ts";
import type { TrainBoxesTransform } from "../../transforms/boxes/box-transform.ts";
import { layInto } from "../../transforms/boxes/canvas.ts";
import { joinedBoxes, pickBoxes } from "../../transforms/boxes/change-boxes.ts";
import { trainPart } from "../../transforms/boxes/place-image.ts";
import type { ImageWithObjects } from "./image-with-objects.ts";
import { usePart } from "./use-part.ts";

/** An input so far, and its objects. */
interface Scene {
  readonly canvas: Pixels;
  readonly objects: PlacedBoxes;
}

/** No image gets more of another's objects. */
const mostPasted = 5;

/**
 * Pastes up to five objects of another image, each with all that is in its box, at random places and at the size that
 * the jitter gives them. A box that is covered so far that too little of it is seen is left out.
 * @see Ghiasi et al. 2021, https://arxiv.org/abs/2012.07177, which pastes masks
 */
export async function pasteObjects(
  { canvas, objects }: Scene,
  { source, objects: others, size }: ImageWithObjects,
  transform: TrainBoxesTransform,
  { draws, decode }: { readonly draws: Random; readonly decode: DecodeOptions },
): Promise<PlacedBoxes> {
  let scene = objects;
  const choose = ({ width, height }: { readonly width: number; readonly height: number }) => ({
    x: 0,
    y: 0,
    width,
    height,
  });
  const use = ({ pixels: decoded, part }: DecodedPart) => {
    const pixels = ownPixels(decoded); // the memory of borrowed ones moves when a patch needs more
    const own = transform.fastDecode && size ? size : part;
    for (const object of drawn(others, draws)) {
      const crop = wholePixels(
        others.boxes.subarray(4 * object, 4 * object + 4),
        part,
        part.width / own.width,
        part.height / own.height,
      );
      if (!crop) continue;
      const placement = drawBoxPlacement(part, transform, draws);
      const zoom = {
        x: placement.scaled.width / placement.crop.width,
        y: placement.scaled.height / placement.crop.height,
      };
      const scaled = { width: Math.round(crop.width * zoom.x), height: Math.round(crop.height * zoom.y) };
      if (Math.min(scaled.width, scaled.height) < Math.max(1, transform.leastSide)) continue;
      if (scaled.width > canvas.width / 2 || scaled.height > canvas.height / 2) continue;
      const orientation = { ...placement.orientation, transpose: false };
      const patch = trainPart(pixels, { crop, scaled, orientation, left: 0, top: 0 }, transform, draws);
      const at = {
        x: draws.integer(canvas.width - scaled.width + 1),
        y: draws.integer(canvas.height - scaled.height + 1),
        ...scaled,
      };
      layInto(canvas, patch, at.x, at.y);
      scene = pasted(uncovered(scene, at, transform.leastVisible), at, others.labels[object] ?? 0);
    }
  };
  await usePart(source, { choose, use }, decode);
  return scene;
}

/** The objects to paste, none of them crowds. */
function drawn({ labels, crowds }: PlacedBoxes, draws: Random): number[] {
  const all = Array.from(labels.keys()).filter((object) => crowds[object] !== 1);
  const count = Math.min(all.length, 1 + draws.integer(mostPasted));
  return Array.from({ length: count }, () => all.splice(draws.integer(all.length), 1)[0] ?? 0);
}

/** The whole pixels that a box touches, in the decoded part; undefined where it has none. */
function wholePixels(
  box: Float64Array,
  { x, y, width, height }: Rectangle,
  zoomX: number,
  zoomY: number,
): Rectangle | undefined {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box;
  const [left, top] = [Math.max(0, Math.round(x1 * zoomX)), Math.max(0, Math.round(y1 * zoomY))];
  const [right, bottom] = [Math.min(width, Math.round(x2 * zoomX)), Math.min(height, Math.round(y2 * zoomY))];
  return right > left && bottom > top
    ? { x: x + left, y: y + top, width: right - left, height: bottom - top }
    : undefined;
}

/** The objects of which enough is seen beside a patch. */
function uncovered(objects: PlacedBoxes, { x, y, width, height }: Rectangle, leastVisible: number): PlacedBoxes {
  const kept = Array.from(objects.labels.keys()).filter((object) => {
    const box = objects.boxes.subarray(4 * object, 4 * object + 4);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box;
    const shared = [Math.max(x1, x), Math.max(y1, y), Math.min(x2, x + width), Math.min(y2, y + height)] as const;
    const visible = 1 - visibleShare(box, shared);
    return visible > 0 && visible >= leastVisible;
  });
  return pickBoxes(objects, kept);
}

function pasted(objects: PlacedBoxes, { x, y, width, height }: Rectangle, label: number): PlacedBoxes {
  const patch = {
    boxes: Float64Array.of(x, y, x + width, y + height),
    labels: Int32Array.of(label),
    crowds: Uint8Array.of(0),
    areas: Float64Array.of(width * height),
  };
  return joinedBoxes([objects, patch]);
}
