/** Some images of a pass with what the model said of them, as one picture. */
import { type Dataset, decodeSource, type Pixels, pictureSheet } from "@tresnet/data";
import type { Prediction } from "../evaluation/predict-dataset.ts";
import { likeliest } from "../evaluation/scores/score-predictions.ts";
import { formatPercent } from "../text/format.ts";
import { rgbOf } from "./confusion-picture.ts";

/** Images of a sheet, and how many stand side by side. */
const [mostShown, columns] = [12, 4];

/**
 * The same images after every pass, spread over the data; what can't be read is left out. Undefined where none is left.
 */
export async function answerSheet(data: Dataset, predictions: readonly Prediction[]): Promise<Pixels | undefined> {
  const count = Math.min(mostShown, predictions.length);
  const chosen = Array.from({ length: count }, (_, n) => predictions[Math.floor((n * predictions.length) / count)]);
  const nameOf = (label: number) => data.classNames[label] ?? `class ${label}`;
  const pictures = await Promise.all(
    chosen.map(async (prediction) => {
      if (prediction === undefined) return [];
      const { index, label, labels, probabilities } = prediction;
      const pixels = await decodeSource(data.source(index)).catch(() => undefined);
      const answer = likeliest(probabilities);
      const truth = (labels ?? [label]).map(nameOf).join(", ");
      const said = `${nameOf(answer)} ${formatPercent(probabilities[answer] ?? 0, 0)}`;
      return pixels === undefined ? [] : [{ pixels, caption: [`is ${truth}`, `said ${said}`] }];
    }),
  );
  const shown = pictures.flat();
  if (shown.length === 0) return undefined;
  const rows = Array.from({ length: Math.ceil(shown.length / columns) }, (_, row) =>
    shown.slice(row * columns, (row + 1) * columns),
  );
  return rgbOf(await pictureSheet(rows, { side: 160, format: "png" }));
}
