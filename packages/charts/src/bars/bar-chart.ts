/** What a bar chart shows. */

/** A bar chart, from top to bottom. */
export interface BarChart {
  /** The heading. */
  readonly title: string;
  /** Groups of bars, each on an axis of its own. */
  readonly panels: readonly BarPanel[];
  /** Sentences below the bars, such as the machine and the command; long ones are wrapped. */
  readonly notes: readonly string[];
}

/** Bars on one axis, which begins at 0. */
export interface BarPanel {
  /** What the axis counts. */
  readonly title: string;
  /** The bars from top to bottom. */
  readonly bars: readonly Bar[];
}

/** One bar. */
export interface Bar {
  /** What stands before the bar. */
  readonly name: string;
  /** The bar ends at the median, its whisker goes from quartile to quartile. Null: nothing was measured. */
  readonly spread: Quartiles | null;
  /** What stands after the bar, such as a ratio; where nothing was measured, why. */
  readonly label: string;
  /** Ours, or what it is measured against. */
  readonly tone: "ours" | "other";
}

/** The median of several values, and the quartiles around it. */
export interface Quartiles {
  /** A quarter of the values is below. */
  readonly lower: number;
  /** Half of the values is below. */
  readonly median: number;
  /** Three quarters of the values are below. */
  readonly upper: number;
}
