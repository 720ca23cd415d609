import type { CalibrationBin } from "../../api/run-answers.ts";
import { percent } from "../text/format.ts";

const size = 200;

/** Bars of how often answers of a confidence are right; a calibrated model has its bars end at the diagonal. */
export function Reliability({ bins }: { readonly bins: readonly CalibrationBin[] }) {
  const known = bins.filter(({ answers }) => answers > 0);
  const text = known
    .map(
      ({ confidence, accuracy, answers }) =>
        `confidence ${percent(confidence)}: ${percent(accuracy)} right of ${answers}`,
    )
    .join("; ");
  return (
    <svg class="reliability" viewBox="-34 -6 244 236" role="img" aria-label={text}>
      {known.map(({ from, to, accuracy, answers }) => (
        <rect
          key={from}
          x={from * size + 1}
          width={(to - from) * size - 2}
          y={size - (accuracy ?? 0) * size}
          height={(accuracy ?? 0) * size}
        >
          <title>
            {percent(accuracy)} of {answers}
          </title>
        </rect>
      ))}
      <line x1="0" y1={size} x2={size} y2="0" stroke-dasharray="4 4" />
      <line x1="0" y1={size} x2={size} y2={size} />
      <line x1="0" y1="0" x2="0" y2={size} />
      <text x="0" y={size + 14}>
        0 %
      </text>
      <text x={size - 30} y={size + 14}>
        100 %
      </text>
      <text x={size / 2 - 32} y={size + 28}>
        confidence
      </text>
      <text x="-34" y="8">
        right
      </text>
    </svg>
  );
}
