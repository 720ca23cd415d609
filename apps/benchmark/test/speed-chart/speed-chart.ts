/** The chart of docs/speed.md, out of the tables that `tresnet-bench` printed on one machine. */
import type { Bar, BarChart, BarPanel } from "@tresnet/charts";
import { barOf } from "../../src/output/side-bars.ts";
import type { Spread } from "../../src/text/statistics.ts";

/** A panel of the chart: which rows of which section it draws. */
interface PanelRows {
  readonly title: string;
  /** The section's heading, without its number signs. */
  readonly section: string;
  /** How the rows begin, ours first. */
  readonly rows: readonly { readonly start: string; readonly name: string }[];
}

const panels = [
  {
    title: "Training, batch 16: images/s",
    section: "tresnet_m, 224×224, batch 16: training",
    rows: [
      { start: "| traced-float32 |", name: "TResNet for TypeScript" },
      { start: "| pytorch-float32 |", name: "PyTorch" },
    ],
  },
  {
    title: "Inference, batch 32: images/s",
    section: "tresnet_m, 224×224, batch 32: inference",
    rows: [
      { start: "| traced-float32 |", name: "TResNet for TypeScript" },
      { start: "| pytorch-float32 |", name: "PyTorch" },
      { start: "| pytorch-compile-float32 |", name: "torch.compile" },
    ],
  },
  {
    title: "JPEG files to batches, 2 workers: images/s",
    section: "Images from JPEG files to batches: random resized crop 224, batch 32",
    rows: [
      { start: "| tresnet | 2 |", name: "TResNet for TypeScript" },
      { start: "| torchvision-jpeg | 2 |", name: "torchvision, decode_jpeg" },
      { start: "| torchvision-pil | 2 |", name: "torchvision, Pillow" },
    ],
  },
] as const satisfies readonly PanelRows[];

/** Draws nothing that is not in `tables`, the Markdown of docs/speed/intel-xeon-avx512.md. */
export function speedChart(tables: string): BarChart {
  return {
    title: "TResNet-M at 224×224 in float32, on two cores of an Intel Xeon (AVX-512)",
    panels: panels.map((panel) => panelOf(panel, tables)),
    notes: ["Median and quartiles of rounds in turns; the tables and their commands are in intel-xeon-avx512.md."],
  };
}

function panelOf({ title, section, rows }: PanelRows, tables: string): BarPanel {
  const lines = sectionLines(section, tables);
  const bars = rows.map(({ start, name }, index): Bar => {
    const imagesPerSecond = firstSpread(lines.find((line) => line.startsWith(start)) ?? "", start);
    return barOf(name, imagesPerSecond, String(imagesPerSecond.median), index === 0 ? "tresnet" : name);
  });
  return { title, bars };
}

function sectionLines(section: string, tables: string): string[] {
  const [, text = ""] = tables.split(`## ${section}\n`);
  return text.split("\n## ")[0]?.split("\n") ?? [];
}

/** The first "9.06 [9.00–9.13]" of a row. */
function firstSpread(row: string, start: string): Spread {
  const [, median, lower, upper] = /\| ([\d.]+) \[([\d.]+)–([\d.]+)\]/.exec(row) ?? [];
  if (median === undefined) throw new Error(`speedChart: expected a row "${start} …" with images/s, got none.`);
  return { lower: Number(lower), median: Number(median), upper: Number(upper) };
}
