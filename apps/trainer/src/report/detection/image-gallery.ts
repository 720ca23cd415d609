/** Pictures with what was found, what was missed and what is not there. */
import { type Html, html } from "@tresnet/charts";
import { type DrawnBox, drawnBoxes } from "../../detection/draw-boxes.ts";
import type { ImageSize } from "../../detection/found-objects.ts";
import type { MatchedImage } from "../../detection/match-objects.ts";
import { formatCount, formatPercent } from "../../text/format.ts";

/** One picture and what was found there. */
export interface GalleryImage extends MatchedImage {
  /** A `data:` address, small enough to live in the page. */
  readonly picture: string;
  /** The size of the image, in whose pixels the boxes are. */
  readonly size: ImageSize;
  /** Path or name of the image. */
  readonly id: string;
  /** The share of what was found or is known that is right, 0 to 1. */
  readonly f1: number;
}

/** Right, of a wrong class, where there is nothing, and not found: told apart by lightness and dashes, too. */
const colors = { right: "#4ade80", confused: "#facc15", extra: "#fb5a5a", missed: "#6cc5ff" } as const;

/** More words than this on one picture hide it. */
const mostWords = 25;

/** Pictures side by side with their boxes; `nameOf` names classes. */
export function imageGallery(images: readonly GalleryImage[], nameOf: (label: number) => string): Html {
  return html`<div class="pictures">${images.map((image) => {
    const { picture, size, id, f1, pairs, extra, missed } = image;
    const right = pairs.filter(({ found, known }) => found.label === known.label).length;
    const words = `${formatCount(right)} right, ${formatCount(pairs.length - right + extra.length)} wrong, ${formatCount(missed.length)} missed`;
    return html`<figure title="${id}"><svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${words}"><image href="${picture}" width="${size.width}" height="${size.height}" preserveAspectRatio="none"/>${drawnBoxes(boxesOf(image, nameOf), size)}</svg>
<figcaption><span class="truth">${words}</span><span class="quiet">F1 ${formatPercent(f1, 0)}</span><small>${shortName(id)}</small></figcaption></figure>`;
  })}</div>`;
}

/** What the colours mean. */
export function galleryKey(): Html {
  const entries = [
    ["right", "found"],
    ["confused", "found, said to be of another class"],
    ["extra", "found where there is nothing"],
    ["missed", "not found"],
  ] as const;
  return html`<p class="quiet">${entries.map(
    ([key, words]) =>
      html`<span class="key"><i class="${key === "missed" && "dashed"}" style="color:${colors[key]}"></i>${words}</span> `,
  )}</p>`;
}

function boxesOf({ pairs, extra, missed }: MatchedImage, nameOf: (label: number) => string): DrawnBox[] {
  const hasWords = pairs.length + extra.length <= mostWords;
  const said = (label: number, score: number) => (hasWords ? `${nameOf(label)} ${formatPercent(score, 0)}` : undefined);
  return [
    ...pairs.map(({ found, known }) => ({
      ...found,
      text: said(found.label, found.score),
      color: found.label === known.label ? colors.right : colors.confused,
    })),
    ...extra.map((found) => ({ ...found, text: said(found.label, found.score), color: colors.extra })),
    ...missed.map(({ box, label }) => ({ box, label, color: colors.missed, isDashed: true })),
  ];
}

function shortName(id: string): string {
  return id.split(/[\\/]/).slice(-1).join("");
}
