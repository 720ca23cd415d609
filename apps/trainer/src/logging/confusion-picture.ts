/** A confusion matrix as a picture: a row for each true class, a column for each answer. */
import { html } from "@tresnet/charts";
import type { Pixels } from "@tresnet/data";
import sharp from "sharp";
import { heatColor } from "../explanation/heat-colors.ts";
import { visible } from "../text/visible.ts";

/** Classes that a picture has words for. */
const mostNamed = 30;
/** Classes that a picture shows: of more the squares would be less than a pixel. */
const mostShown = 1000;

/** The shares of each row as colours, uint8 [h, w, 3], with names and counts where there is room; undefined of none. */
export async function confusionPicture(
  matrix: readonly (readonly number[])[] | undefined,
  classNames: readonly string[],
): Promise<Pixels | undefined> {
  const classes = matrix?.length ?? 0;
  if (matrix === undefined || classes === 0 || classes > mostShown) return undefined;
  const isNamed = classes <= mostNamed;
  const side = isNamed ? 36 : Math.max(1, Math.floor(720 / classes));
  const margin = isNamed ? 140 : 4;
  const size = margin + side * classes + 4;
  const cells = matrix.flatMap((row, y) => {
    const sum = Math.max(
      1,
      row.reduce((total, count) => total + count, 0),
    );
    return row.flatMap((count, x) => {
      if (count === 0 && !isNamed) return [];
      const [left, top, share] = [margin + x * side, margin + y * side, count / sum];
      const color = `rgb(${heatColor(share).map(Math.round).join(",")})`;
      const words =
        isNamed &&
        html`<text x="${left + side / 2}" y="${top + side / 2 + 4}" text-anchor="middle" fill="${share > 0.6 ? "#000" : "#fff"}">${count}</text>`;
      return [html`<rect x="${left}" y="${top}" width="${side}" height="${side}" fill="${color}"/>${words}`];
    });
  });
  const names = isNamed
    ? classNames.slice(0, classes).map((name, k) => {
        const middle = margin + k * side + side / 2;
        const words = visible(name).slice(0, 20);
        return html`<text x="${margin - 6}" y="${middle + 4}" text-anchor="end">${words}</text><text transform="translate(${middle + 4} ${margin - 6}) rotate(-90)">${words}</text>`;
      })
    : [];
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>${cells}${names}</svg>`;
  return rgbOf(Buffer.from(svg.source));
}

/** The pixels of a picture's file, uint8 [h, w, 3], on white. */
export async function rgbOf(file: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(file)
    .flatten({ background: "#fff" })
    .toColorspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}
