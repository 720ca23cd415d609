/** A measurement in a browser as Markdown. */
import { disturbanceParagraphs } from "../processes/disturbance.ts";
import { machineLine } from "../terms/machine-line.ts";
import { countOf } from "../text/count-of.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { withQuartiles } from "../text/with-quartiles.ts";
import type { BrowserMeasurement, BrowserResult } from "./measure-browser.ts";

/** A heading, the conditions and a table with one row for each side. */
export function browserReport(measurement: BrowserMeasurement): string {
  const { case: shared, rounds, imagesPerTurn, warmUpImages, cores, browser, results, absent } = measurement;
  const { model, imageSize, classes, seed } = shared;
  const head = ["side", "model", "computes on", "threads", "ms an image", "smallest to largest"];
  const rows = results.map((result) => row(result, measurement));
  const missing = absent.map(({ peer }) => [peer, ...head.slice(1).map(() => "absent")]);
  return [
    `## ${model} in a web page, ${imageSize}×${imageSize}, ${classes} classes, one image at a time`,
    "",
    `${countOf(rounds, "round")} of ${countOf(imagesPerTurn, "image")} a side, in turns, after ${countOf(warmUpImages + 1, "image")} of warm-up` +
      `${cores === null ? "" : `, on cores ${cores}`}. Median [quartiles] of the rounds' milliseconds an image, from pixels of ` +
      `${imageSize}×${imageSize} to the names of classes. Random weights are of seed ${seed}: speed does not depend on their values.`,
    `Chromium ${browser.version}, which sees ${countOf(browser.cores, "core")}; one browser for each side. ${machineLine(measurement)}`,
    "",
    ...markdownTable(head, [...rows, ...missing]),
    "",
    ...disturbanceParagraphs(measurement.disturbed),
    ...absent.map(({ peer, reason }) => `${peer} is absent: ${reason}\n`),
  ].join("\n");
}

function row({ name, model, backend, threads, imageMs, roundsMs }: BrowserResult, { browser }: BrowserMeasurement) {
  const device = backend === "wasm" ? "WebAssembly" : `${browser[backend] ?? backend}`;
  const range = [Math.min(...roundsMs), Math.max(...roundsMs)].map((ms) => ms.toFixed(1)).join(" to ");
  return [name, model, device, backend === "wasm" ? `${threads}` : "–", withQuartiles(imageMs, 1), range];
}
