import { useState } from "preact/hooks";
import type { ImageAnswer } from "../../api/run-answers.ts";
import { addressOf } from "../live/ask.ts";
import { percent } from "../text/format.ts";

interface GalleryProps {
  readonly run: string;
  readonly images: readonly ImageAnswer[];
  readonly nameOf: (position: number) => string;
}

/** Images side by side, each with what it is and what was answered. */
export function Gallery({ run, images, nameOf }: GalleryProps) {
  const [isHeat, setHeat] = useState(false);
  return (
    <>
      {images.some(({ heat }) => heat !== undefined) && (
        <label class="control">
          <input type="checkbox" checked={isHeat} onChange={({ currentTarget }) => setHeat(currentTarget.checked)} />
          Show where the model looked
        </label>
      )}
      <ul class="gallery">
        {images.map((image) => {
          const { file, truth, top, picture, heat } = image;
          const [answer, probability] = top[0] ?? [-1, 0];
          const name = isHeat ? (heat ?? picture) : picture;
          const truths = truth.map(nameOf).join(", ") || "none of the classes";
          return (
            <li key={file}>
              {name !== undefined && (
                <img
                  src={addressOf(run, `pictures/${encodeURIComponent(name)}`)}
                  alt={`${truths}, answered ${nameOf(answer)}`}
                  loading="lazy"
                />
              )}
              <span>
                <b>{truths}</b>
              </span>
              <span>
                answered {nameOf(answer)}, {percent(probability)}
              </span>
              <span class="quiet">{file.split(/[\\/]/).slice(-2).join("/")}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
