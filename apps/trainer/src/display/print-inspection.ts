/** What an inspection found, on the terminal. */
import type { DataInspection, DuplicateGroup } from "@tresnet/data";
import type { Terminal } from "../terminal/terminal.ts";
import { formatCount } from "../text/format.ts";
import { formatTable } from "../text/table.ts";

const linesShown = 20;

/** Counts, sizes, broken files, duplicates, warnings; long lists are cut, the page and the JSON have them whole. */
export function printInspection(terminal: Terminal, inspection: DataInspection): void {
  const { name, classNames, multiLabel, broken, damaged, exactDuplicates, nearDuplicates, warnings, credit } =
    inspection;
  const { colors } = terminal;
  const kind = multiLabel ? "any number of them per image" : "one per image";
  terminal.line(`${colors.bold(name)}: ${formatCount(classNames.length)} classes, ${kind}`);
  terminal.line();
  for (const line of sizeLines(inspection)) terminal.line(line);
  terminal.line();
  for (const line of shortened(classLines(inspection), "classes")) terminal.line(line);
  terminal.line();
  terminal.line(`broken: ${formatCount(broken.length)}`);
  const listed = (images: typeof broken) => images.map(({ id, reason }) => `  ${id}: ${reason}`);
  for (const line of shortened(listed(broken), "broken files")) terminal.line(line);
  if (damaged.length > 0) terminal.line(`damaged, decoded all the same: ${formatCount(damaged.length)}`);
  for (const line of shortened(listed(damaged), "damaged files")) terminal.line(line);
  terminal.line(`exact duplicates: ${groupCount(exactDuplicates)}`);
  const { hashBits, correlation } = inspection.nearThreshold;
  terminal.line(
    `near duplicates: ${groupCount(nearDuplicates)} (hashes at most ${hashBits} of 64 bits apart, correlation at least ${correlation})`,
  );
  for (const warning of warnings) terminal.line(colors.yellow(`warning: ${warning}`));
  if (credit !== undefined) terminal.line(colors.dim(`data: ${credit}`));
}

function sizeLines({ parts, multiLabel }: DataInspection): string[] {
  const range = (values: { min: number; median: number; max: number } | undefined, digits = 0) =>
    values ? [values.min, values.median, values.max].map((value) => value.toFixed(digits)).join(" / ") : "–";
  const header = ["part", "images", ...(multiLabel ? ["without class"] : []), "width", "height", "width : height"];
  const rows = parts.map(({ part, images, withoutClass, sizes }) => [
    part,
    formatCount(images),
    ...(multiLabel ? [formatCount(withoutClass)] : []),
    range(sizes?.width),
    range(sizes?.height),
    range(sizes?.aspect, 2),
  ]);
  const alignments = header.map((_, column) => (column === 0 ? ("left" as const) : ("right" as const)));
  return [...formatTable([header, ...rows], alignments), "sizes: smallest / median / largest, in pixels"];
}

function classLines({ parts, classNames }: DataInspection): string[] {
  const rows = classNames.map((name, label) => [
    name,
    ...parts.map(({ classCounts }) => formatCount(classCounts[label] ?? 0)),
  ]);
  const header = ["class", ...parts.map(({ part }) => part)];
  return formatTable([header, ...rows], ["left", ...parts.map(() => "right" as const)]);
}

function shortened(lines: readonly string[], what: string): readonly string[] {
  if (lines.length <= linesShown + 1) return lines;
  return [...lines.slice(0, linesShown), `… and ${formatCount(lines.length - linesShown)} more ${what}`];
}

function groupCount(groups: readonly DuplicateGroup[]): string {
  if (groups.length === 0) return "none";
  const images = groups.reduce((sum, group) => sum + group.images.length, 0);
  const across = groups.filter(({ acrossParts }) => acrossParts).length;
  const total = groups.length === 1 ? "1 group" : `${formatCount(groups.length)} groups`;
  return `${formatCount(images)} images in ${total}, ${formatCount(across)} across parts`;
}
