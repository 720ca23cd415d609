/** A chart of lines, drawn by uPlot: zoomed by dragging or by keys, drawn anew when data or colours change. */
import { useEffect, useRef, useState } from "preact/hooks";
import UPlot from "uplot";
import { duration, figure } from "../text/format.ts";
import { type Axis, joined, type Line, lastOf, movedRange, smoothed } from "./curve-data.ts";

/** A line with its name and its look. */
export interface ChartLine extends Line {
  readonly name: string;
  /** 0 to 7. */
  readonly color: number;
  readonly dashed?: boolean;
  /** Whether it has a value for each epoch and not for each step: such are few, and not smoothed. */
  readonly isOfEpochs?: boolean;
}

/** What the part of the axis is that all charts show; undefined is all of it. */
export type Zoom = readonly [number, number] | undefined;

interface ChartProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly axis: Axis;
  readonly isLog: boolean;
  readonly smoothing: number;
  readonly zoom: Zoom;
  readonly onZoom: (zoom: Zoom) => void;
}

const height = 220;
const keys: Readonly<Record<string, { readonly by?: number; readonly factor?: number }>> = {
  "+": { factor: 0.5 },
  "=": { factor: 0.5 },
  "-": { factor: 2 },
  ArrowLeft: { by: -0.25 },
  ArrowRight: { by: 0.25 },
};

/** Draws lines under a heading, with their last values beside their names. */
export function Chart(props: ChartProps) {
  const { title, lines, axis, zoom, onZoom } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const isDark = useDark();
  const latest = useRef(onZoom);
  latest.current = onZoom;
  const look = JSON.stringify([
    axis,
    props.isLog,
    props.smoothing > 0,
    isDark,
    lines.map(({ name, color }) => [name, color]),
  ]);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const drawn = new UPlot(
      optionsOf(props, element, (range) => latest.current(range)),
      dataOf(props),
      element,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = undefined;
    };
  }, [look]);
  useEffect(() => {
    const drawn = plot.current;
    if (drawn === undefined) return;
    drawn.setData(dataOf(props), zoom === undefined);
    if (zoom !== undefined) drawn.setScale("x", { min: zoom[0], max: zoom[1] });
  }, [lines, props.smoothing, props.isLog, zoom, look]);
  const onKeyDown = (event: KeyboardEvent) => {
    const change = keys[event.key];
    const { min, max } = plot.current?.scales["x"] ?? {};
    if (event.key === "0" || event.key === "Escape") onZoom(undefined);
    else if (change !== undefined && min != null && max != null) onZoom(movedRange([min, max], change));
    else return;
    event.preventDefault();
  };
  const ends = lines.map((line) => `${line.name}: ${figure(lastOf(line))}`).join(", ");
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <div
        class="chart"
        ref={place}
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys zoom it
        tabIndex={0}
        aria-label={`${title} by ${axis}. Last values: ${ends}`}
        onKeyDown={onKeyDown}
      />
      <ul class="keys">
        {lines.map((line) => (
          <li key={line.name}>
            <i class={`color-${line.color}${line.dashed ? " dashed" : ""}`} />
            {line.name} <b>{figure(lastOf(line))}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Raw values and, where there is smoothing, smoothed ones beside them; a logarithm has none of 0. */
function dataOf({ lines, smoothing, isLog }: ChartProps): UPlot.AlignedData {
  const shown = lines.map(({ x, y }) => ({
    x,
    y: isLog ? y.map((value) => (value !== null && value > 0 ? value : null)) : y,
  }));
  if (smoothing === 0) return joined(shown);
  return joined(
    shown.flatMap((line, place) =>
      lines[place]?.isOfEpochs ? [line] : [line, { x: line.x, y: smoothed(line.y, smoothing) }],
    ),
  );
}

function optionsOf(
  { lines, axis, isLog, smoothing }: ChartProps,
  element: HTMLElement,
  onZoom: (zoom: Zoom) => void,
): UPlot.Options {
  const style = getComputedStyle(element);
  const colorOf = (name: string) => style.getPropertyValue(name).trim();
  const axes = { stroke: colorOf("--quiet"), grid: { stroke: colorOf("--line"), width: 1 }, ticks: { show: false } };
  const xText = (value: number) => (axis === "time" ? duration(value) : figure(value));
  const seriesOf = ({ name, color, dashed, isOfEpochs }: ChartLine): UPlot.Series[] => {
    const stroke = colorOf(`--series-${color}`);
    const usual = { label: name, stroke, width: 2, spanGaps: true, ...(dashed && { dash: [6, 4] }) };
    const points = { show: lines.every(({ x }) => x.length < 40) };
    return smoothing === 0 || isOfEpochs
      ? [{ ...usual, points }]
      : [
          { ...usual, stroke: `${stroke}55`, width: 1, points: { show: false } },
          { ...usual, points },
        ];
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: false }, sync: { key: "board" } },
    scales: { x: { time: false }, y: { distr: isLog ? 3 : 1 } },
    axes: [
      { ...axes, size: 30, values: (_, values) => values.map(xText) },
      { ...axes, size: 56, values: (_, values) => values.map((value) => (value === null ? "" : figure(value))) },
    ],
    series: [{}, ...lines.flatMap(seriesOf)],
    hooks: {
      setSelect: [
        (drawn) => {
          const { left, width } = drawn.select;
          if (width > 2) onZoom([drawn.posToVal(left, "x"), drawn.posToVal(left + width, "x")]);
          if (width > 0) drawn.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      ready: [(drawn) => drawn.over.addEventListener("dblclick", () => onZoom(undefined))],
    },
  };
}

/** Whether the reader's system is dark. */
function useDark(): boolean {
  const [query] = useState(() => matchMedia("(prefers-color-scheme: dark)"));
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const listen = () => setDark(query.matches);
    query.addEventListener("change", listen);
    return () => query.removeEventListener("change", listen);
  }, [query]);
  return isDark;
}
