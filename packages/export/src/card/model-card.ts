/** README.md of a model: what it is, how good, how to load it; a pure function of facts. */
import type { CardFacts } from "./card-facts.ts";
import { frontMatter } from "./front-matter.ts";
import { loadingSections } from "./loading.ts";
import { codeBlock, markdownTable, markdownText } from "./markdown-text.ts";

/** The most names of classes that a card lists; the file with all of them is named beside. */
const mostNames = 200;

/** Writes a model's card as Markdown with the hub's metadata; texts of users show as they were given. */
export function modelCard(facts: CardFacts): string {
  const { title, repository, architecture, scores = [], scoreText, command } = facts;
  const sections = [
    `# ${markdownText(title ?? repository ?? architecture)}`,
    summary(facts),
    detailTable(facts),
    "## Images",
    ...images(facts),
    ...(scores.length > 0 || scoreText !== undefined ? ["## Scores", ...scoreSections(facts)] : []),
    "## How to load it",
    ...loadingSections(facts),
    ...classes(facts),
    ...(command === undefined ? [] : ["## How it was trained", codeBlock("sh", command)]),
  ];
  return `${frontMatter(facts)}\n${sections.join("\n\n")}\n`;
}

function summary({ architecture, task, numClasses, data }: CardFacts): string {
  const what = task === "multi-label" ? "says which of" : "tells apart";
  const on = data === undefined ? "" : `, trained on ${markdownText(data.name)}`;
  const end = task === "multi-label" ? `${numClasses} labels an image has` : `${numClasses} classes`;
  return `An image classifier that ${what} ${end}: ${markdownText(architecture)}${on}.`;
}

function detailTable({ architecture, parameters, task, numClasses, license, data }: CardFacts): string {
  const rows = [
    ["Network", markdownText(architecture)],
    ...(parameters === undefined ? [] : [["Parameters", parameters.toLocaleString("en")]]),
    ["Task", task === "multi-label" ? "any number of labels an image (sigmoid)" : "one class an image (softmax)"],
    ["Classes", numClasses.toLocaleString("en")],
    ...(data === undefined ? [] : [["Data", markdownText(data.name)]]),
    ["Licence", license === undefined ? "not stated" : markdownText(license)],
  ];
  return markdownTable(["", ""], rows);
}

const placements = {
  center: (size: number, side: number) =>
    `the shorter side is resized to ${side} pixels, and the middle ${size} × ${size} are taken`,
  squash: (size: number, side: number) =>
    `the image is resized to ${side} × ${side} pixels without regard to its aspect ratio, and the middle ${size} × ${size} are taken`,
  squish: (size: number) => `the image is resized to ${size} × ${size} pixels without regard to its aspect ratio`,
  border: (size: number, side: number) =>
    `the longer side is resized to ${side} pixels, and the middle ${size} × ${size} are taken; what is missing is filled with the mean`,
} as const;

function images({ preparation }: CardFacts): string[] {
  const { imgSize, cropPct, cropMode, interpolation, mean, std } = preparation;
  const placed = placements[cropMode](imgSize, Math.floor(imgSize / cropPct));
  const numbers = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(6))).join(", ");
  return [
    "Answers are right for images that are made ready as in its evaluation:",
    `Turned as EXIF says, in RGB; ${placed}, by Pillow's ${interpolation} filter. Values from 0 to 1, less the mean ${numbers(mean)}, divided by ${numbers(std)}.`,
  ];
}

function scoreSections({ scores = [], scoreText }: CardFacts): string[] {
  const rows = scores.map(({ name, value, split }) => [
    markdownText(name),
    String(Number(value.toFixed(4))),
    split === undefined ? "" : markdownText(split),
  ]);
  return [
    ...(rows.length > 0 ? [markdownTable(["Measure", "Value", "Images"], rows)] : []),
    ...(scoreText === undefined ? [] : [`${markdownText(scoreText)}.`]),
  ];
}

function classes({ classNames, thresholds, loads }: CardFacts): string[] {
  if (classNames === undefined) return ["## Classes", "Nobody said what they are called; they are numbered from 0."];
  const shown = classNames.slice(0, mostNames);
  const names = loads.timm ? "`label_names` of config.json" : "`id2label` of config.json";
  const rest = classNames.length - shown.length;
  const more =
    rest === 0 ? [] : [`And ${rest.toLocaleString("en")} more: ${names} has them all, in the order of the outputs.`];
  if (thresholds === undefined) {
    return ["## Classes", shown.map((name, index) => `${index}. ${markdownText(name)}`).join("\n"), ...more];
  }
  const rows = shown.map((name, index) => [String(index), markdownText(name), String(thresholds[index] ?? 0.5)]);
  return ["## Classes", markdownTable(["", "Label", "Yes from"], rows), ...more];
}
