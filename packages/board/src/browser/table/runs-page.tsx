/** All runs as a table: sorted, filtered, and chosen to be compared. */
import { useState } from "preact/hooks";
import type { RunState, RunSummary } from "../../api/run-summary.ts";
import type { LiveRuns } from "../live/live-runs.ts";
import { ScrollRegion } from "../text/scroll-region.tsx";
import { RunRow } from "./run-row.tsx";
import { type Filter, type Sorting, type SortKey, shownRuns } from "./sort-runs.ts";

const states: readonly RunState[] = ["running", "done", "interrupted", "diverged", "failed", "killed"];

interface Column {
  readonly key: SortKey;
  readonly name: string;
  /** What its cells look like: numbers, and what phones have no room for. */
  readonly kind?: string;
}

const columns: readonly Column[] = [
  { key: "star", name: "Star" },
  { key: "name", name: "Run" },
  { key: "state", name: "State" },
  { key: "best", name: "Best score", kind: "number" },
  { key: "epochs", name: "Epochs", kind: "number" },
  { key: "data", name: "Data", kind: "wide" },
  { key: "model", name: "Model", kind: "wide" },
  { key: "speed", name: "Images/s", kind: "number wide" },
  { key: "time", name: "Time", kind: "number wide" },
  { key: "changed", name: "Changed", kind: "wide" },
];

/** So many rows are shown at first, and more on request. */
const rowsAtOnce = 100;

/** Shows the table of runs. */
export function RunsPage({ live }: { readonly live: LiveRuns }) {
  const [sorting, setSorting] = useState<Sorting>({ key: "changed", isDescending: true });
  const [filter, setFilter] = useState<Filter>({ words: "", state: "", starred: false });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [most, setMost] = useState(rowsAtOnce);
  const runs = shownRuns(live.runs.values(), filter, sorting);
  const compared = [...chosen].filter((id) => live.runs.has(id));
  const choose = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <>
      <header>
        <h1>Runs</h1>
        <p class="quiet">{live.folder}</p>
      </header>
      <section class="card" aria-label="All runs">
        <div class="row">
          <Filters filter={filter} onChange={setFilter} />
          <button
            type="button"
            disabled={compared.length < 2}
            onClick={() => {
              location.hash = `#/compare/${compared.map(encodeURIComponent).join("/")}`;
            }}
          >
            Compare {compared.length} runs
          </button>
          <span class="quiet" role="status">
            {runs.length} of {live.runs.size}
          </span>
        </div>
        <ScrollRegion name="Table of runs">
          <table class="list runs">
            <thead>
              <tr>
                <th scope="col">
                  <span class="away">Chosen</span>
                </th>
                {columns.map((column) => (
                  <Heading key={column.key} column={column} sorting={sorting} onSort={setSorting} />
                ))}
              </tr>
            </thead>
            <tbody>
              {runs.slice(0, most).map((run: RunSummary) => (
                <RunRow key={run.id} run={run} isChosen={chosen.has(run.id)} onChoose={choose} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
        {runs.length > most && (
          <p>
            <button type="button" onClick={() => setMost(most + rowsAtOnce)}>
              Show {Math.min(rowsAtOnce, runs.length - most)} more
            </button>
          </p>
        )}
        {live.isKnown && live.runs.size === 0 && (
          <p>There is no run in this folder yet. One that begins shows up here.</p>
        )}
        {live.runs.size > 0 && runs.length === 0 && <p>No run is like that.</p>}
      </section>
    </>
  );
}

function Filters({ filter, onChange }: { readonly filter: Filter; readonly onChange: (filter: Filter) => void }) {
  return (
    <>
      <label class="control">
        Find
        <input
          type="search"
          value={filter.words}
          onInput={({ currentTarget }) => onChange({ ...filter, words: currentTarget.value })}
        />
      </label>
      <label class="control">
        State
        <select
          value={filter.state}
          onChange={({ currentTarget }) =>
            onChange({ ...filter, state: states.find((one) => one === currentTarget.value) ?? "" })
          }
        >
          <option value="">any</option>
          {states.map((state) => (
            <option key={state}>{state}</option>
          ))}
        </select>
      </label>
      <label class="control">
        <input
          type="checkbox"
          checked={filter.starred}
          onChange={({ currentTarget }) => onChange({ ...filter, starred: currentTarget.checked })}
        />
        Starred
      </label>
    </>
  );
}

interface HeadingProps {
  readonly column: Column;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

function Heading({ column: { key: column, name, kind = "" }, sorting, onSort }: HeadingProps) {
  const isSorted = sorting.key === column;
  const order = sorting.isDescending ? "descending" : "ascending";
  // The best, the newest and the starred come first at the first press; names from A on.
  const isDescending = isSorted ? !sorting.isDescending : !["name", "state", "data", "model"].includes(column);
  return (
    <th scope="col" class={kind} aria-sort={isSorted ? order : "none"}>
      <button type="button" class="plain" onClick={() => onSort({ key: column, isDescending })}>
        {name}
        {isSorted && <span aria-hidden="true">{sorting.isDescending ? " ↓" : " ↑"}</span>}
      </button>
    </th>
  );
}
