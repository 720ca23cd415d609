/** What of a result file is compared: its ratios, each with the conditions that it depends on. */
import { ablationRatios } from "./ablation-ratios.ts";
import { contestRatios } from "./contest-ratios.ts";
import { dataRatios } from "./data-ratios.ts";
import type { FoundRatio } from "./found-ratio.ts";
import { memoryRatios } from "./memory-ratios.ts";
import type { ParsedFile } from "./result-schema.ts";
import { startupRatios } from "./startup-ratios.ts";
import { tableRatios } from "./table-ratios.ts";

/** Every ratio of the file, and in words what disturbed its runs. */
export function foundRatios(file: ParsedFile): { ratios: FoundRatio[]; disturbed: string[] } {
  const ratios = ratiosOf(file);
  const runs = file.command === "data" ? [file.measurement] : file.command === "memory" ? [] : file.measurements;
  return { ratios, disturbed: runs.flatMap(({ disturbed }) => disturbed) };
}

function ratiosOf(file: ParsedFile): FoundRatio[] {
  switch (file.command) {
    case "memory":
      return file.measurements.flatMap(memoryRatios);
    case "startup":
      return file.measurements.flatMap(startupRatios);
    case "data":
      return dataRatios(file.measurement);
    case "table":
      return [...file.measurements.flatMap(contestRatios), ...tableRatios(file)];
    case "ablation":
      return [...file.measurements.flatMap(contestRatios), ...ablationRatios(file)];
    default:
      return file.measurements.flatMap(contestRatios);
  }
}
