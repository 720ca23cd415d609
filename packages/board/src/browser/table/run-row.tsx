import type { RunSummary } from "../../api/run-summary.ts";
import { StarButton } from "../run/star-button.tsx";
import { date, duration, figure, score } from "../text/format.ts";

interface RunRowProps {
  readonly run: RunSummary;
  readonly isChosen: boolean;
  readonly onChoose: (id: string) => void;
}

/** A run as a row of the table. */
export function RunRow({ run, isChosen, onChoose }: RunRowProps) {
  const { id, name, state, best, epochs, epochsDone, data, model, imagesPerSecond, seconds, changedMs, note } = run;
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={`Choose ${name}`} checked={isChosen} onChange={() => onChoose(id)} />
      </td>
      <td>
        <StarButton run={run} />
      </td>
      <th scope="row">
        <a href={`#/run/${encodeURIComponent(id)}`}>{id === "." ? name : id}</a>
        {note !== "" && <div class="quiet">{note.slice(0, 120)}</div>}
      </th>
      <td>
        <span class={`state ${state}`}>{state}</span>
      </td>
      <td class="number">
        {best === null ? "–" : score(best.metric, best.value)}
        {best !== null && <div class="quiet">{best.metric}</div>}
      </td>
      <td class="number">
        {epochsDone}
        {epochs !== null && ` / ${epochs}`}
      </td>
      <td class="long wide">{data ?? "–"}</td>
      <td class="wide">{model ?? "–"}</td>
      <td class="number wide">{figure(imagesPerSecond)}</td>
      <td class="number wide">{duration(seconds)}</td>
      <td class="wide">{date(changedMs)}</td>
    </tr>
  );
}
