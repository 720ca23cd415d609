/** Puts a result where the flags say: files, and stdout. */
import path from "node:path";
import { type BarChart, barChartFile } from "@tresnet/charts";
import { makeFolder, replaceFile } from "@tresnet/files";
import type { RunFlags } from "../flags/common-flags.ts";
import { commandLine, type ResultFile, resultSchema } from "./result-file.ts";

/** A result for machines and for people. */
export interface Result {
  /** The name of the files, without their ending. */
  readonly name: string;
  /** What is written as JSON. */
  readonly data: { readonly command: string };
  /** The report for people. */
  readonly markdown: string;
  /** The chart; absent where there is nothing to draw. */
  readonly chart?: BarChart;
}

/** Writes what `writeResultFiles` does into --output, and prints the JSON or the Markdown. */
export async function writeResult(result: Result, flags: RunFlags): Promise<void> {
  if (flags.output !== undefined) await writeResultFiles(result, flags.output);
  console.log(flags.json ? JSON.stringify(fileOf(result)) : textOf(result).trimEnd());
}

/** Writes NAME.json, NAME.md and NAME.svg into a folder, each whole or not at all, with the command line in each. */
export async function writeResultFiles(result: Result, folder: string): Promise<void> {
  const { name, chart } = result;
  await makeFolder(folder);
  const write = (ending: string, text: string) => {
    return replaceFile(path.join(folder, `${name}.${ending}`), (file) => file.writeFile(text));
  };
  await write("json", `${JSON.stringify(fileOf(result), null, 2)}\n`);
  await write("md", textOf(result));
  if (chart !== undefined) await write("svg", barChartFile({ ...chart, notes: [...chart.notes, commandLine()] }));
}

function fileOf({ data }: Result): ResultFile {
  return { schema: resultSchema, ...data, commandLine: commandLine() };
}

function textOf({ markdown }: Result): string {
  return `${markdown.trimEnd()}\n\nMade by \`${commandLine()}\`.\n`;
}
