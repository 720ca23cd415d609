/** The page that `data inspect` writes: one HTML file that needs nothing else. */

import { type Html, html } from "@tresnet/charts";
import type { DataInspection, DuplicateGroup, PartName } from "@tresnet/data";
import { style } from "../report/style.ts";
import { formatCount } from "../text/format.ts";

/** A small picture, as a `data:` address. */
export interface Picture {
  readonly part: PartName;
  readonly id: string;
  readonly address: string;
}

/** The pictures of a page. */
export interface InspectionPictures {
  /** Some of each class, in the order of the classes. */
  readonly samples: readonly (readonly Picture[])[];
  /** The first images of the groups of duplicates, by part and index, such as "train 17". */
  readonly duplicates: ReadonlyMap<string, string>;
  /** What is to be said of boxes, where there are any. */
  readonly boxes?: Html | undefined;
}

/** Groups of duplicates that the page shows; the JSON has all. */
export const groupsShown = 60;
/** Images that it shows of one group. */
export const membersShown = 6;

/** The page as text. */
export function inspectionPage(inspection: DataInspection, pictures: InspectionPictures): string {
  const { name, classNames, multiLabel, parts, broken, damaged, warnings, credit, nearThreshold } = inspection;
  const images = parts.reduce((sum, part) => sum + part.images, 0);
  const { hashBits, correlation } = nearThreshold;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${name} · TResNet</title><style>${style}</style></head>
<body><main>
<header><p>TResNet data report</p><h1>${name}</h1><p class="quiet">${formatCount(classNames.length)} classes, ${multiLabel ? "any number of them per image" : "one per image"}</p></header>
${warnings.length > 0 && html`<section class="notice"><h2>Look at this first</h2><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></section>`}
<dl class="figures">${figure("images", images)}${figure("broken", broken.length)}${figure("groups of exact duplicates", inspection.exactDuplicates.length)}${figure("groups of near duplicates", inspection.nearDuplicates.length)}</dl>
${pictures.boxes}
<section><h2>Sizes</h2>${sizeTable(inspection)}</section>
<section><h2>Classes</h2>${classTable(inspection)}</section>
<section><h2>Contact sheet</h2>${classNames.map((className, label) => sheetRow(className, pictures.samples[label] ?? []))}</section>
${fileSection("Broken", broken)}
${fileSection("Damaged, decoded all the same", damaged)}
${duplicateSection("Exact duplicates", "Files with the same bytes.", inspection.exactDuplicates, pictures)}
${duplicateSection("Near duplicates", `Perceptual hashes at most ${hashBits} of 64 bits apart, and a correlation of at least ${correlation}.`, inspection.nearDuplicates, pictures)}
${credit !== undefined && html`<section><h2>Data</h2><p>${credit}</p></section>`}
</main></body></html>
`.source;
}

function fileSection(title: string, files: DataInspection["broken"]): Html | undefined {
  if (files.length === 0) return undefined;
  return html`<section><h2>${title}</h2><ul class="paths">${files.map(({ part, id, reason }) => html`<li>${id} (${part}): ${reason}</li>`)}</ul></section>`;
}

function figure(name: string, value: number): Html {
  return html`<div><dt>${name}</dt><dd>${formatCount(value)}</dd></div>`;
}

function sizeTable({ parts, multiLabel }: DataInspection): Html {
  const cell = (range: { min: number; median: number; max: number } | undefined, digits: number) =>
    html`<td>${range ? [range.min, range.median, range.max].map((value) => value.toFixed(digits)).join(" / ") : "–"}</td>`;
  return html`<p class="quiet">Smallest / median / largest, in pixels.</p><div class="scroll"><table class="classes">
<thead><tr><th>part</th><th>images</th>${multiLabel && html`<th>without class</th>`}<th>width</th><th>height</th><th>width : height</th></tr></thead>
<tbody>${parts.map(
    ({ part, images, withoutClass, sizes }) =>
      html`<tr><th scope="row">${part}</th><td>${formatCount(images)}</td>${multiLabel && html`<td>${formatCount(withoutClass)}</td>`}${cell(sizes?.width, 0)}${cell(sizes?.height, 0)}${cell(sizes?.aspect, 2)}</tr>`,
  )}</tbody></table></div>`;
}

function classTable({ parts, classNames }: DataInspection): Html {
  const most = parts.map(({ classCounts }) => classCounts.reduce((best, count) => Math.max(best, count), 1));
  return html`<div class="scroll"><table class="classes">
<thead><tr><th>class</th>${parts.map(({ part }) => html`<th scope="col">${part}</th>`)}</tr></thead>
<tbody>${classNames.map(
    (name, label) =>
      html`<tr><th scope="row">${name}</th>${parts.map(({ classCounts }, part) => {
        const count = classCounts[label] ?? 0;
        const width = ((count / (most[part] ?? 1)) * 100).toFixed(1);
        return html`<td class="bar"><span>${formatCount(count)}</span><i style="width:${width}%"></i></td>`;
      })}</tr>`,
  )}</tbody></table></div>`;
}

function sheetRow(className: string, samples: readonly Picture[]): Html | undefined {
  if (samples.length === 0) return undefined;
  return html`<h3>${className}</h3><div class="gallery">${samples.map(
    ({ part, id, address }) =>
      html`<figure title="${id}"><img src="${address}" alt="${className}" loading="lazy"><figcaption><small>${part}: ${shortName(id)}</small></figcaption></figure>`,
  )}</div>`;
}

function duplicateSection(
  title: string,
  meaning: string,
  groups: readonly DuplicateGroup[],
  { duplicates }: InspectionPictures,
): Html | undefined {
  if (groups.length === 0) return undefined;
  const more = groups.length - groupsShown;
  return html`<section><h2>${title}</h2><p class="quiet">${meaning}</p>${groups.slice(0, groupsShown).map(
    ({ images, acrossParts, differentClasses }) =>
      html`<div class="gallery">${images.slice(0, membersShown).map(
        ({
          part,
          index,
          id,
          classes,
        }) => html`<figure title="${id}"><img src="${duplicates.get(`${part} ${index}`) ?? ""}" alt="" loading="lazy">
<figcaption><span class="${acrossParts ? "taken" : "truth"}">${part}</span><span class="${differentClasses ? "taken" : "truth"}">${classes.join(", ")}</span><small>${shortName(id)}</small></figcaption></figure>`,
      )}${images.length > membersShown && html`<p class="quiet">and ${formatCount(images.length - membersShown)} more</p>`}</div><hr>`,
  )}${more > 0 && html`<p class="quiet">${formatCount(more)} more groups are in the output of --json.</p>`}</section>`;
}

function shortName(id: string): string {
  return id.split(/[\\/]/).slice(-1).join("");
}
