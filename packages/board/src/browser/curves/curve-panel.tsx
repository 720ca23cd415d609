/** The charts of one or several runs, with what is common to them: axis, smoothing, scale, zoom. */
import { useMemo, useState } from "preact/hooks";
import { Chart, type Zoom } from "./chart.tsx";
import { type CurvesOf, chartsOf } from "./chart-lines.ts";
import type { Axis } from "./curve-data.ts";

const axes: readonly Axis[] = ["step", "epoch", "time"];

/** Shows the curves of runs. */
export function CurvePanel({ runs }: { readonly runs: readonly CurvesOf[] }) {
  const [axis, setAxis] = useState<Axis>("step");
  const [smoothing, setSmoothing] = useState(0);
  const [isLog, setLog] = useState(false);
  const [zoom, setZoom] = useState<Zoom>(undefined);
  const charts = useMemo(() => chartsOf(runs, axis), [runs, axis]);
  return (
    <section class="card" aria-labelledby="curves">
      <h2 id="curves">Curves</h2>
      <div class="row">
        <label class="control">
          By
          <select
            value={axis}
            onChange={({ currentTarget }) => {
              setZoom(undefined);
              setAxis(axes.find((one) => one === currentTarget.value) ?? "step");
            }}
          >
            {axes.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label class="control">
          Smoothing
          <input
            type="range"
            min="0"
            max="0.99"
            step="0.01"
            value={smoothing}
            onInput={({ currentTarget }) => setSmoothing(Number(currentTarget.value))}
          />
          {smoothing.toFixed(2)}
        </label>
        <label class="control">
          <input type="checkbox" checked={isLog} onChange={({ currentTarget }) => setLog(currentTarget.checked)} />
          Logarithmic
        </label>
        <button type="button" disabled={zoom === undefined} onClick={() => setZoom(undefined)}>
          Show all
        </button>
      </div>
      <p class="quiet">Drag over a chart to zoom. With a chart in focus: + and − zoom, arrows move, 0 shows all.</p>
      {charts.length === 0 && <p>No step has been logged yet.</p>}
      <div class="columns">
        {charts.map(({ title, lines, isSmoothed }) => (
          <Chart
            key={title}
            title={title}
            lines={lines}
            axis={axis}
            isLog={isLog}
            smoothing={isSmoothed ? smoothing : 0}
            zoom={zoom}
            onZoom={setZoom}
          />
        ))}
      </div>
    </section>
  );
}
