/** The report of a run: one HTML file that needs nothing else. */

import { type Html, html } from "@tresnet/charts";
import type { AnyEvaluation } from "../evaluation/evaluation.ts";
import { headlineFigures } from "../evaluation/scores/headline-figures.ts";
import { formatCount, formatDuration, formatPercent, formatScore } from "../text/format.ts";
import { classTable } from "./class-table.ts";
import { confusionList, confusionTable } from "./confusion-table.ts";
import { curveCharts, type EpochFigures } from "./curve-charts.ts";
import { detectionSections, type ShownImages } from "./detection/detection-sections.ts";
import { type Mistake, mistakeGallery } from "./mistake-gallery.ts";
import { rocChart } from "./roc-chart.ts";
import { style } from "./style.ts";

/** All that a report shows. */
export interface Report {
  /** Name of the run. */
  readonly title: string;
  /** One line on what was trained on what. */
  readonly subtitle: string;
  /** Said at the top when the run did not end as planned. */
  readonly notice?: string;
  readonly epochs: readonly EpochFigures[];
  /** The name of the measure that picks the best epoch, and that epoch (from 1). */
  readonly best?: { readonly metric: string; readonly epoch: number };
  readonly evaluation?: AnyEvaluation & {
    /** What the images were: "test images". */
    readonly what: string;
  };
  readonly mistakes?: readonly Mistake[];
  /** Images of a detector with their boxes. */
  readonly shown?: ShownImages | undefined;
  readonly seconds: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Shell commands that go on from here. */
  readonly commands: readonly string[];
  readonly broken: readonly ReportedImage[];
  /** Images whose files are damaged and were decoded all the same. */
  readonly damaged?: readonly ReportedImage[];
  /** What was told of the data before the training. */
  readonly notices?: readonly string[];
  readonly credit?: string;
}

/** An image that something is wrong with. */
interface ReportedImage {
  readonly path: string;
  readonly reason: string;
}

/** The page as text. */
export function reportPage(report: Report): string {
  const { title, subtitle, notice, evaluation, mistakes, shown, best } = report;
  const { epochs, settings, environment, commands, credit } = report;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · TResNet</title><style>${style}</style></head>
<body><main>
<header><p>TResNet training report</p><h1>${title}</h1><p class="quiet">${subtitle}</p></header>
${notice !== undefined && html`<section class="notice">${notice}</section>`}
${headline(report)}
<section><h2>Training</h2><div class="columns three">${curveCharts(epochs, best)}</div></section>
${evaluation !== undefined && evaluationSections(evaluation, shown)}
${mistakes !== undefined && html`<section><h2>Worst mistakes</h2>${mistakeGallery(mistakes)}</section>`}
${imageList("Images that could not be read", "They were skipped.", report.broken)}
${imageList("Damaged images", "They were decoded all the same, as far as they go.", report.damaged)}
${report.notices?.length ? html`<section><h2>Notes on the data</h2><ul>${report.notices.map((note) => html`<li>${note}</li>`)}</ul></section>` : undefined}
<section><h2>Repeat it</h2><pre>${commands.join("\n")}</pre><dl class="settings">${pairs(settings)}</dl></section>
<section><h2>Made with</h2><dl class="settings">${pairs(environment)}</dl></section>
${credit !== undefined && html`<section><h2>Data</h2><p>${credit}</p></section>`}
</main></body></html>
`.source;
}

function headline({ evaluation, epochs, seconds }: Report): Html {
  const figures: (readonly [string, string])[] =
    evaluation === undefined ? [] : [...mainFigures(evaluation), [evaluation.what, formatCount(evaluation.images)]];
  figures.push(["epochs", String(epochs.length)], ["time", formatDuration(seconds)]);
  return html`<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function mainFigures(evaluation: AnyEvaluation): (readonly [name: string, value: string])[] {
  if (evaluation.task === "multi-label") {
    const { meanAveragePrecision, byClass, overall } = evaluation;
    return [
      ["mAP", formatPercent(meanAveragePrecision)],
      ["CF1", formatPercent(byClass.f1)],
      ["OF1", formatPercent(overall.f1)],
    ];
  }
  if (evaluation.task === "detection") {
    const { AP, AP50, AP75 } = evaluation.scores;
    return [
      ["AP50", formatScore(AP50)],
      ["AP", formatScore(AP)],
      ["AP75", formatScore(AP75)],
    ];
  }
  const { balancedAccuracy, accuracy, rocAuc } = evaluation;
  return [
    ["balanced accuracy", formatPercent(balancedAccuracy)],
    ["accuracy", formatPercent(accuracy)],
    ...(rocAuc === undefined ? [] : [["ROC-AUC", rocAuc.toFixed(3)] as const]),
  ];
}

function evaluationSections(
  evaluation: AnyEvaluation & { readonly what: string },
  shown: ShownImages = { best: [], worst: [] },
): Html {
  const all = html`<section><h2>All figures <small class="quiet">${formatCount(evaluation.images)} ${evaluation.what}</small></h2>
<dl class="settings">${pairs(Object.fromEntries(headlineFigures(evaluation)))}</dl></section>`;
  if (evaluation.task === "detection") return html`${detectionSections(evaluation, evaluation.what, shown)}${all}`;
  const classes = html`<section><h2>Classes</h2>${classTable(evaluation)}</section>`;
  if (evaluation.task === "multi-label") return html`${all}${classes}`;
  const { rocCurve, rocAuc, what } = evaluation;
  const roc = rocCurve !== undefined && rocAuc !== undefined;
  return html`<section><h2>Confusion matrix <small class="quiet">${formatCount(evaluation.images)} ${what}</small></h2>
<div class="${roc && "columns"}"><div>${confusionTable(evaluation)}${confusionList(evaluation)}</div>
${roc && rocChart(rocCurve, rocAuc, evaluation.classes[1]?.name ?? "positive")}</div></section>
${classes}${all}`;
}

function imageList(title: string, meaning: string, images: readonly ReportedImage[] = []): Html | undefined {
  if (images.length === 0) return undefined;
  return html`<section class="notice"><h2>${title}: ${formatCount(images.length)}</h2>
<p class="quiet">${meaning}</p>
<ul class="paths">${images.map(({ path, reason }) => html`<li><code>${path}</code> <span class="quiet">${reason}</span></li>`)}</ul></section>`;
}

function pairs(values: Readonly<Record<string, string>>): readonly Html[] {
  return Object.entries(values).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
}
