import { ScrollRegion } from "../text/scroll-region.tsx";

/** A cell of a confusion matrix, by the positions of its classes. */
export interface Cell {
  readonly truth: number;
  readonly predicted: number;
}

interface ConfusionMatrixProps {
  readonly matrix: readonly (readonly number[])[];
  readonly classNames: readonly string[];
  /** The cell whose images are shown. */
  readonly cell?: Cell | undefined;
  /** Opens the images of a cell; left out where there are none. */
  readonly onCell?: (cell: Cell) => void;
}

/** A matrix of more classes is shown as a list of its largest confusions. */
const mostClasses = 30;
const mostPairs = 40;

/** The counts, a row for each true class; each opens its images. */
export function ConfusionMatrix(props: ConfusionMatrixProps) {
  const { matrix, classNames, cell, onCell } = props;
  if (matrix.length > mostClasses) return <LargestConfusions {...props} />;
  const nameOf = (position: number) => classNames[position] ?? `class ${position}`;
  return (
    <ScrollRegion name="Confusion matrix">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">true class, then answers:</th>
            {matrix.map((_, position) => (
              <th key={nameOf(position)} scope="col">
                {nameOf(position)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, truth) => (
            <tr key={nameOf(truth)}>
              <th scope="row">{nameOf(truth)}</th>
              {row.map((count, predicted) => (
                <td key={nameOf(predicted)}>
                  <button
                    type="button"
                    disabled={count === 0 || onCell === undefined}
                    aria-pressed={cell?.truth === truth && cell.predicted === predicted}
                    aria-label={`${nameOf(truth)} answered ${nameOf(predicted)}: ${count} images`}
                    style={{ background: colorOf(count, row, truth === predicted) }}
                    onClick={() => onCell?.({ truth, predicted })}
                  >
                    {count}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** The deeper, the larger the share of the row; never so deep that its number could not be read. */
function colorOf(count: number, row: readonly number[], isRight: boolean): string {
  const total = row.reduce((sum, one) => sum + one, 0);
  const share = total === 0 ? 0 : count / total;
  return `rgb(var(--${isRight ? "right" : "wrong"}) / ${(0.04 + 0.36 * share).toFixed(3)})`;
}

function LargestConfusions({ matrix, classNames, onCell }: ConfusionMatrixProps) {
  const pairs = matrix
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostPairs);
  return (
    <div class="row">
      {pairs.map(({ truth, predicted, count }) => (
        <button
          key={`${truth} ${predicted}`}
          type="button"
          disabled={onCell === undefined}
          onClick={() => onCell?.({ truth, predicted })}
        >
          {classNames[truth]} answered {classNames[predicted]}: {count}
        </button>
      ))}
    </div>
  );
}
