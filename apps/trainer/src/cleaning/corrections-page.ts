/** The page that `data clean` writes: one HTML file where each finding is kept, relabelled or dropped. */
import { createHash } from "node:crypto";
import { Html, html } from "@tresnet/charts";
import { style } from "../report/style.ts";
import { formatCount, formatPercent } from "../text/format.ts";
import {
  type CleanedImage,
  type Correction,
  type Findings,
  type LabelError,
  suggestedCorrections,
} from "./cleaned-image.ts";
import { correctionsScript } from "./corrections-script.ts";

/** What a page shows besides the findings. */
export interface CorrectionsPage {
  /** What the data is called. */
  readonly name: string;
  /** How the findings came about, in a sentence. */
  readonly how: string;
  /** Small pictures as `data:` addresses, by the image's position; what has none is not shown. */
  readonly pictures: ReadonlyMap<number, string>;
  /** Whom to name, and the licence. */
  readonly credit?: string | undefined;
  /** Whether every image is a file of its own, so that a CSV file can name them. */
  readonly hasFiles: boolean;
}

/** The page as text. */
export function correctionsPage(
  findings: Findings,
  { name, how, pictures, credit, hasFiles }: CorrectionsPage,
): string {
  const { classNames, images, errors, duplicates } = findings;
  const corrections = suggestedCorrections(findings);
  const figure = (image: number, error?: LabelError) => {
    const one = images[image];
    return (
      one &&
      pictures.has(image) &&
      imageFigure(findings, { image, one, error, picture: pictures.get(image) ?? "" }, corrections.get(image))
    );
  };
  const inErrors = new Set(errors.map(({ image }) => image));
  const groups = duplicates.filter((group) => group.some((image) => pictures.has(image)));
  const script = `default-src 'none';img-src data:;style-src 'unsafe-inline';script-src 'sha256-${createHash("sha256").update(correctionsScript).digest("base64")}'`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${script}">
<title>${name}: corrections · TResNet</title><style>${style}${ownStyle}</style></head>
<body><main>
<header><p>TResNet data corrections</p><h1>${name}</h1><p class="quiet">${how}</p></header>
<dl class="figures"><div><dt>images</dt><dd>${formatCount(images.length)}</dd></div><div><dt>labels that are likely wrong</dt><dd>${formatCount(errors.length)}</dd></div><div><dt>groups of look-alikes across parts</dt><dd>${formatCount(duplicates.length)}</dd></div></dl>
<form>
<section><h2>Labels that are likely wrong</h2><p class="quiet">The least fitting first. A model can be wrong where the label is right: look before you change it.</p>
${shownNotice(errors.length, errors.filter(({ image }) => pictures.has(image)).length, "labels")}
<div class="gallery">${errors.map((error) => figure(error.image, error))}</div></section>
<section><h2>The same, or nearly, in more than one part</h2><p class="quiet">A score of images that were trained on says too much. The suggestion keeps the one of the test part, else of the validation part.</p>
${shownNotice(duplicates.length, groups.length, "groups")}
${groups.map((group) => html`<div class="gallery">${group.map((image) => (inErrors.has(image) ? undefined : figure(image)))}</div><hr>`)}</section>
${hasFiles ? html`<p class="bar"><button>Download the corrected CSV</button> <span id="count" role="status"></span></p>` : html`<p class="notice"><span id="count" role="status"></span>: these images are not files of their own, so that no CSV can name them.</p>`}
</form>
${credit !== undefined && html`<section><h2>Data</h2><p>${credit}</p></section>`}
</main>
<script type="application/json" id="images">${asJson({
    classNames,
    images: hasFiles ? images.map(({ id, label, part }) => [id, label, part]) : [],
    corrections: [...corrections],
  })}</script>
<script>${new Html(correctionsScript)}</script></body></html>
`.source;
}

const ownStyle = new Html(`
fieldset{border:0;margin:6px 0 0;padding:0;font-size:13px;display:grid;gap:2px}fieldset label{display:flex;gap:6px;align-items:center}
select{max-width:100%;font:inherit}button{font:inherit;font-weight:600;padding:10px 16px;border-radius:10px;border:1px solid var(--line);background:var(--accent);color:#fff;cursor:pointer}
form>.bar{position:sticky;bottom:0;background:var(--paper);padding:12px 0;border-top:1px solid var(--line)}
.gallery .taken{color:color-mix(in srgb,var(--series-2) 62%,var(--ink))}
.gallery{grid-template-columns:repeat(auto-fill,minmax(180px,1fr))}
`);

interface ShownImage {
  readonly image: number;
  readonly one: CleanedImage;
  readonly error: LabelError | undefined;
  readonly picture: string;
}

function imageFigure(
  { classNames }: Findings,
  { image, one, error, picture }: ShownImage,
  suggested?: Correction,
): Html {
  const { kind } = suggested ?? { kind: "keep" };
  const to = suggested?.kind === "relabel" ? suggested.to : one.label;
  const radio = (value: Correction["kind"], words: Html | string) =>
    html`<label><input type="radio" name="do-${image}" value="${value}"${value === kind && html` checked`}>${words}</label>`;
  const label = classNames[one.label] ?? "";
  const names = html`<select aria-label="class" name="to-${image}">${classNames.map((name, k) => html`<option value="${k}"${k === to && html` selected`}>${name}</option>`)}</select>`;
  return html`<figure data-image="${image}" title="${one.id}"><img src="${picture}" alt="${label}" loading="lazy">
<figcaption><span class="truth">${label}</span>${error && html`<span class="taken">rather ${classNames[error.predicted] ?? ""} (${formatPercent(error.probability, 0)})</span>`}<small>${one.part}: ${one.id.split(/[\\/]/).at(-1) ?? ""}</small></figcaption>
<fieldset><legend class="quiet">what to do</legend>${radio("keep", "keep")}${radio("relabel", html`relabel ${names}`)}${radio("drop", "drop")}</fieldset></figure>`;
}

function shownNotice(found: number, shown: number, what: string): Html | undefined {
  if (found === 0) return html`<p>None was found.</p>`;
  if (found === shown) return undefined;
  return html`<p class="notice">${formatCount(shown)} of ${formatCount(found)} ${what} are shown; of the others the file takes the suggestion.</p>`;
}

/** JSON that no name can end early, as the text of a script element. */
function asJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}
