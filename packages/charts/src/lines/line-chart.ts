/** What a line chart shows. */
import type { ScaleKind } from "../axes/scale.ts";

/** One line of a chart. */
export interface LineSeries {
  /** What the legend calls it. */
  readonly name: string;
  /** Picks the colour: `--series-1` … `--series-3`. */
  readonly color: 1 | 2 | 3;
  /** The points from left to right; the line breaks where one is not finite. */
  readonly points: readonly Point[];
  /** Whether the line is dashed, such as one that was not measured. @default false */
  readonly dashed?: boolean;
  /** Whether the line is in the background, such as what another line smooths. @default false */
  readonly faint?: boolean;
}

/** Two numbers in the units of the axes. */
export type Point = readonly [x: number, y: number];

/** A vertical line, with words. */
export interface VerticalMarker {
  /** Where it stands, in the units of the x axis. */
  readonly x: number;
  /** What it says when it is pointed at. */
  readonly label: string;
  /** What stands beside it. @default nothing */
  readonly text?: string;
}

/** A line chart: its lines, its axes and its marks. */
export interface LineChart {
  /** The heading. */
  readonly title: string;
  /** The lines, the last one on top. */
  readonly series: readonly LineSeries[];
  /** What stands below the x axis. */
  readonly xLabel: string;
  /** How the numbers along the y axis read. */
  readonly yText: (value: number) => string;
  /** How the numbers along the x axis read. @default as they are */
  readonly xText?: (value: number) => string;
  /** Logarithmic: equal factors are equal distances, and every x is above 0. @default "linear" */
  readonly xScale?: ScaleKind;
  /** Whether there is nothing between the whole numbers of the x axis, such as between epochs. @default false */
  readonly wholeX?: boolean;
  /** Values that the x axis must cover. @default those of the points alone */
  readonly xRange?: Point;
  /** Values that the y axis must cover. @default those of the points alone */
  readonly yRange?: Point;
  /** Vertical lines. @default none */
  readonly markers?: readonly VerticalMarker[];
}

/** Tells whether a point can be drawn. */
export function isFinitePoint([x, y]: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}
