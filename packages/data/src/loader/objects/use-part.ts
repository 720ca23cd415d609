/** Brings the wanted part of an image to whoever uses it, wherever the image comes from. */
import type { ImageSource, PixelWindow } from "../../dataset/dataset.ts";
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { Pixels } from "../../dataset/pixels.ts";
import { type DecodeOptions, decodeFor, readImageFile } from "../../decode/decode.ts";
import { decodePart } from "../../decode/decode-part.ts";
import { requireInside } from "../../decode/decode-source.ts";
import type { DecodedPart } from "../../decode/decoded-part.ts";
import { wholeImage } from "../../decode/recent-images.ts";

/** How a part is chosen, used and maybe kept. */
export interface PartUse {
  /** Chooses the part, once the image's size is known. */
  readonly choose: (size: PixelSize) => PixelWindow;
  /** Uses it, at once: the pixels may be borrowed. */
  readonly use: (decoded: DecodedPart) => void;
  /** Is given all of a file's image, where a cache has room for it. */
  readonly keep?: ((pixels: Pixels) => void) | undefined;
}

/** Decodes no more of a file than the part needs, unless all of it is kept. @throws what `decodeFile` throws. */
export async function usePart(
  source: ImageSource,
  { choose, use, keep }: PartUse,
  options: DecodeOptions,
): Promise<void> {
  switch (source.kind) {
    case "pixels":
      return use({ pixels: source, part: choose(source) });
    case "window": {
      const { window } = source;
      const pixels = requireInside(await wholeImage(source.path, options), window);
      const part = choose(window);
      return use({ pixels, part: { ...part, x: window.x + part.x, y: window.y + part.y } });
    }
    case "file": {
      if (!keep) return decodePart(source.path, choose, use, options);
      const whole = (pixels: Pixels) => {
        use({ pixels, part: choose(pixels) });
        keep(pixels);
      };
      return decodeFor(await readImageFile(source.path, options), whole, { ...options, name: source.path });
    }
    default:
      source satisfies never;
  }
}
