/** Makes one image with boxes ready: its pixels into the batch, its boxes beside them. */
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { AnyPixels, Pixels } from "../../dataset/pixels.ts";
import type { DecodeOptions } from "../../decode/decode.ts";
import type { DecodedPart } from "../../decode/decoded-part.ts";
import type { Random } from "../../random.ts";
import {
  type BoxPlacement,
  drawBoxPlacement,
  evalBoxPlacement,
  type PlacedBoxes,
  placeBoxes,
} from "../../transforms/boxes/box-placement.ts";
import type { BoxTransform, EvalBoxesTransform, TrainBoxesTransform } from "../../transforms/boxes/box-transform.ts";
import { emptyCanvas, layInto } from "../../transforms/boxes/canvas.ts";
import { joinedBoxes, scaledBoxes } from "../../transforms/boxes/change-boxes.ts";
import { evalBoxInput } from "../../transforms/boxes/eval-input.ts";
import { trainPart } from "../../transforms/boxes/place-image.ts";
import type { BatchObjects } from "./batch-objects.ts";
import type { ImageWithObjects } from "./image-with-objects.ts";
import { drawMosaic } from "./mosaic.ts";
import { pasteObjects } from "./paste-objects.ts";
import { usePart } from "./use-part.ts";

/** How an image is rendered. */
export interface RenderObjectsOptions {
  readonly transform: BoxTransform;
  /** The stream of draws for this image; `key` tells the streams of one image apart. */
  readonly drawsOf: (key: number) => Random;
  /** Takes the pixels that fill the input, uint8 [h, w, 3], at once. */
  readonly write: (pixels: AnyPixels) => void;
  /** Takes what a later epoch starts from, where a cache has room. */
  readonly keep?: ((pixels: Pixels) => void) | undefined;
  readonly decode: DecodeOptions;
}

/** Renders one image with its objects. @throws Error of the file system or the decoder. */
export async function renderObjects(image: ImageWithObjects, options: RenderObjectsOptions): Promise<BatchObjects> {
  const { transform } = options;
  if (transform.kind === "eval-boxes") return renderForEvaluation(image, transform, options);
  const draws = options.drawsOf(0);
  const partners = image.partners ?? [];
  // Nothing is drawn for what is turned off.
  const isMosaic = transform.mosaic > 0 && draws.next() < transform.mosaic;
  const isPasted = transform.copyPaste > 0 && draws.next() < transform.copyPaste;
  if (isMosaic && partners.length >= 3)
    return renderMosaic([image, ...partners.slice(0, 3)], transform, draws, options);
  const donor = isPasted ? partners.at(-1) : undefined;
  return renderForTraining(image, donor, transform, draws, options);
}

async function renderForEvaluation(
  { source, objects, size, isTransformed }: ImageWithObjects,
  transform: EvalBoxesTransform,
  { write, keep, decode }: RenderObjectsOptions,
): Promise<BatchObjects> {
  let originalSize: PixelSize | undefined;
  if (isTransformed && size && source.kind === "pixels") {
    write(source);
    originalSize = size;
  } else {
    const choose = ({ width, height }: PixelSize) => ({ x: 0, y: 0, width, height });
    const use = ({ pixels, part }: DecodedPart) => {
      const input = evalBoxInput(pixels, transform, part);
      originalSize = input.originalSize;
      write(input.pixels);
      keep?.(input.pixels);
    };
    await usePart(source, { choose, use }, decode);
  }
  if (!originalSize) throw new Error("the image was not decoded");
  const placement = evalBoxPlacement(originalSize, transform);
  return { ...placeBoxes(objects, placement), imageSize: placement.scaled, originalSize };
}

async function renderForTraining(
  image: ImageWithObjects,
  donor: ImageWithObjects | undefined,
  transform: TrainBoxesTransform,
  draws: Random,
  { write, keep, decode, drawsOf }: RenderObjectsOptions,
): Promise<BatchObjects> {
  const input = donor && emptyCanvas(transform.size, transform.mean);
  const { objects, originalSize } = await trainedPart(image, transform, { draws, keep, decode }, (part, placement) => {
    const isAll = part.width === transform.size.width && part.height === transform.size.height && part.channels === 3;
    if (isAll && !input) return write(part);
    const canvas = input ?? emptyCanvas(transform.size, transform.mean);
    layInto(canvas, part, placement.left, placement.top);
    if (!input) write(canvas);
  });
  if (!donor || !input) return { ...objects, imageSize: transform.size, originalSize };
  const pasted = await pasteObjects({ canvas: input, objects }, donor, transform, { draws: drawsOf(1), decode });
  write(input);
  return { ...pasted, imageSize: transform.size, originalSize };
}

async function renderMosaic(
  images: readonly ImageWithObjects[],
  transform: TrainBoxesTransform,
  draws: Random,
  { write, decode, drawsOf, keep }: RenderObjectsOptions,
): Promise<BatchObjects> {
  const canvas = emptyCanvas(transform.size, transform.mean);
  const all: PlacedBoxes[] = [];
  let first: PixelSize | undefined;
  for (const [at, window] of drawMosaic(transform.size, draws).entries()) {
    const image = images[at];
    if (!image) continue;
    const use = { draws: drawsOf(2 + at), keep: at === 0 ? keep : undefined, decode, window };
    const { objects, originalSize } = await trainedPart(image, transform, use, (part, { left, top }) =>
      layInto(canvas, part, window.x + left, window.y + top),
    );
    first ??= originalSize;
    all.push({ ...objects, boxes: objects.boxes.map((side, k) => side + (k % 2 === 0 ? window.x : window.y)) });
  }
  write(canvas);
  return { ...joinedBoxes(all), imageSize: transform.size, originalSize: first ?? transform.size };
}

interface PartOptions extends Pick<RenderObjectsOptions, "keep" | "decode"> {
  readonly draws: Random;
  /** The window of the input that the image is brought into. Default: all of it. */
  readonly window?: PixelSize | undefined;
}

/** Draws how one image lies, hands its part over, and returns its objects. */
async function trainedPart(
  { source, objects, size }: ImageWithObjects,
  transform: TrainBoxesTransform,
  { draws, keep, decode, window }: PartOptions,
  lay: (part: AnyPixels, placement: BoxPlacement) => void,
): Promise<{ readonly objects: PlacedBoxes; readonly originalSize: PixelSize }> {
  let placed: { readonly objects: PlacedBoxes; readonly originalSize: PixelSize } | undefined;
  let placement: BoxPlacement | undefined;
  const choose = (decoded: PixelSize) => {
    placement = drawBoxPlacement(decoded, transform, draws, window);
    const own = transform.fastDecode && size ? size : decoded;
    const limits = { leastVisible: transform.leastVisible, leastSide: transform.leastSide };
    const scaled = scaledBoxes(objects, decoded.width / own.width, decoded.height / own.height);
    placed = { objects: placeBoxes(scaled, placement, limits), originalSize: { width: own.width, height: own.height } };
    return placement.crop;
  };
  const use = ({ pixels, part }: DecodedPart) => {
    if (placement) lay(trainPart(pixels, { ...placement, crop: part }, transform, draws), placement);
  };
  await usePart(source, { choose, use, keep }, decode);
  if (!placed) throw new Error("the image was not decoded");
  return placed;
}
