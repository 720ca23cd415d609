/** What the best weights answered: the confusion matrix with its images, mistakes, uncertain answers, calibration. */
import { useState } from "preact/hooks";
import type { ImageAnswer, RunAnswers } from "../../api/run-answers.ts";
import { type Cell, ConfusionMatrix } from "./confusion-matrix.tsx";
import { Gallery } from "./gallery.tsx";
import { Reliability } from "./reliability.tsx";

interface AnswersSectionProps {
  readonly run: string;
  readonly answers: RunAnswers;
  readonly matrix: readonly (readonly number[])[] | null;
}

const shown = 24;

/** Shows the answers of a run. */
export function AnswersSection({ run, answers, matrix }: AnswersSectionProps) {
  const { what, classNames, images, count, calibration } = answers;
  const [cell, setCell] = useState<Cell | undefined>(undefined);
  const nameOf = (position: number) => classNames[position] ?? `class ${position}`;
  const isRight = ({ truth, top }: ImageAnswer) => truth.includes(top[0]?.[0] ?? -1);
  const sureness = ({ top }: ImageAnswer) => top[0]?.[1] ?? 0;
  const inCell = images.filter(
    ({ truth, top }) => cell !== undefined && truth[0] === cell.truth && top[0]?.[0] === cell.predicted,
  );
  const wrong = images.filter((image) => !isRight(image)).sort((a, b) => sureness(b) - sureness(a));
  const uncertain = [...images].sort((a, b) => sureness(a) - sureness(b));
  return (
    <section class="card" aria-labelledby="answers">
      <h2 id="answers">Answers on the {what}</h2>
      {images.length < count && (
        <p class="quiet">
          The {images.length.toLocaleString("en-US")} with the highest loss of {count.toLocaleString("en-US")}.
        </p>
      )}
      {matrix !== null && (
        <>
          <h3>Confusion matrix</h3>
          <ConfusionMatrix matrix={matrix} classNames={classNames} cell={cell} onCell={setCell} />
          {cell !== undefined && (
            <section id="cell" aria-live="polite" aria-label="Images of the cell">
              <h3>
                {nameOf(cell.truth)}, answered {nameOf(cell.predicted)}
              </h3>
              <Gallery run={run} images={inCell.slice(0, shown * 2)} nameOf={nameOf} />
              {inCell.length === 0 && <p>None of these images is kept.</p>}
            </section>
          )}
        </>
      )}
      <h3>Worst mistakes</h3>
      {wrong.length === 0 ? (
        <p>There is no mistake.</p>
      ) : (
        <Gallery run={run} images={wrong.slice(0, shown)} nameOf={nameOf} />
      )}
      <details>
        <summary>Least certain answers</summary>
        <Gallery run={run} images={uncertain.slice(0, shown)} nameOf={nameOf} />
      </details>
      <h3>Calibration: how often answers of each confidence are right</h3>
      <Reliability bins={calibration} />
    </section>
  );
}
