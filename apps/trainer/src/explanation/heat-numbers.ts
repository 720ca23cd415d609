/** Heat as numbers for people and programs. */
import type { HeatMap } from "@tresnet/training";
import { likeliest } from "../evaluation/scores/score-predictions.ts";
import type { SeenPart } from "./draw-heat.ts";

/** The heat as a list for each row from the top, six digits each: more is noise of float32. */
export function rowsOf({ values, width, height }: HeatMap): number[][] {
  return Array.from({ length: height }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width), (value) => Number(value.toPrecision(6))),
  );
}

/** The middle of the hottest position, in pixels of the image of which `seen` is a part; undefined without heat. */
export function hottestOf(
  { values, width, height }: HeatMap,
  seen: SeenPart,
): { readonly x: number; readonly y: number } | undefined {
  const place = likeliest(values);
  if (!((values[place] ?? 0) > 0)) return undefined;
  const [column, row] = [place % width, Math.floor(place / width)];
  return {
    x: Math.round(seen.x + ((column + 0.5) / width) * seen.width),
    y: Math.round(seen.y + ((row + 0.5) / height) * seen.height),
  };
}
