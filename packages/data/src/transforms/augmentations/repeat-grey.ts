import type { AnyPixels } from "../../dataset/pixels.ts";

/** Returns grey pixels as three equal channels, in new memory, and coloured ones as they are. */
export function repeatGrey(image: AnyPixels): AnyPixels {
  if (image.channels === 3) return image;
  const { width, height } = image;
  const data = new Uint8Array(image.data.length * 3);
  for (const [pixel, value] of image.data.entries()) data.fill(value, pixel * 3, pixel * 3 + 3);
  return { data, width, height, channels: 3 };
}
