/** A measurement as Markdown, for people; JSON.stringify gives the one for machines. */
import type { Measurement } from "./measure.ts";
import type { Spread } from "./statistics.ts";

/** The measurement as a heading, its conditions and a table. */
export function markdownReport({ options, parameters, machine, results }: Measurement): string {
  const { model, imageSize, batchSize } = options.case;
  const baseline = results.at(-1)?.side ?? "";
  const rows = results.map(({ side, imagesPerSecond, stepMs, speedup, peakMemoryBytes, firstLoss, lastLoss }) => [
    side,
    withQuartiles(imagesPerSecond, 2),
    withQuartiles(stepMs, 0),
    withQuartiles(speedup, 2),
    `${(peakMemoryBytes / 1e9).toFixed(2)} GB`,
    `${firstLoss.toFixed(4)} → ${lastLoss.toFixed(4)}`,
  ]);
  const head = ["side", "images/s", "ms a step", `times ${baseline}`, "peak memory", "loss, first → last"];
  const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [
    `## ${model}, ${imageSize}×${imageSize}, batch ${batchSize}: training`,
    "",
    `${(parameters / 1e6).toFixed(1)} M weights. ${options.rounds} rounds of ${options.stepsPerTurn} steps a side, in turns, ` +
      `after ${options.warmUpSteps} steps of warm-up. Median [quartiles]; ratios round by round.`,
    `${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, ${machine.system}; ` +
      `Node ${machine.node}, TensorFlow ${machine.tensorflow}.`,
    "",
    ...table,
    "",
  ].join("\n");
}

function withQuartiles({ lower, median, upper }: Spread, digits: number): string {
  return `${median.toFixed(digits)} [${lower.toFixed(digits)}–${upper.toFixed(digits)}]`;
}
