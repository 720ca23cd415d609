/** Puts a result where the flags say: files, and stdout. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BarChart, barChart } from "./chart/bar-chart.ts";
import type { RunFlags } from "./common-flags.ts";
import { commandLine, type ResultFile, resultSchema } from "./result-file.ts";

/** A result for machines and for people. */
export interface Result {
  /** Of the files, without their ending. */
  readonly name: string;
  readonly data: { readonly command: string };
  readonly markdown: string;
  /** Where there is something to draw. */
  readonly chart?: BarChart;
}

/** Writes NAME.json, NAME.md and NAME.svg into --output, with the command line in each, and prints one of the first two. */
export async function writeResult({ name, data, markdown, chart }: Result, flags: RunFlags): Promise<void> {
  const made = commandLine();
  const file: ResultFile = { schema: resultSchema, ...data, commandLine: made };
  const text = `${markdown.trimEnd()}\n\nMade by \`${made}\`.\n`;
  if (flags.output !== undefined) {
    await mkdir(flags.output, { recursive: true });
    await writeFile(path.join(flags.output, `${name}.json`), `${JSON.stringify(file, null, 2)}\n`);
    await writeFile(path.join(flags.output, `${name}.md`), text);
    if (chart !== undefined) {
      const drawn = barChart({ ...chart, notes: [...chart.notes, made] });
      await writeFile(path.join(flags.output, `${name}.svg`), drawn);
    }
  }
  console.log(flags.json ? JSON.stringify(file) : text.trimEnd());
}
