/** What a result file must hold for its ratios to be compared; all else in it is left alone. */
import { z } from "zod";

const positive = z.number().positive();
const spread = z.object({ lower: positive, median: positive, upper: positive });
const versions = z.record(z.string(), z.string());
const machine = z.object({ cpu: z.string(), cores: positive, system: z.string(), node: z.string() });
const work = z.object({ task: z.enum(["train", "infer"]), model: z.string(), imageSize: positive, classes: positive });
const sized = work.extend({ batchSize: positive });

const cores = z.string().nullable();
const disturbed = z.array(z.string());
const largestBatch = z.number().nonnegative();

const contest = z.object({
  threads: positive,
  cores,
  machine,
  disturbed,
  results: z.array(
    z.object({
      name: z.string(),
      case: sized,
      precision: z.string(),
      versions,
      speedups: z.record(z.string(), spread),
    }),
  ),
});

/** What `table` finds besides its contests. */
const largestBatches = z.object({ budget: positive, batches: z.record(z.string(), largestBatch) });

/** What `ablation` finds besides its contests: the net, then its changes. */
const ablationRow = z.object({ name: z.string(), peakMemoryBytes: positive.nullable() });

const memory = z.object({
  threads: positive,
  cores,
  machine,
  case: work,
  batchSizes: z.array(positive),
  budget: positive.nullable(),
  results: z.array(
    z.object({
      side: z.string(),
      versions,
      peakBytes: z.array(positive.nullable()),
      largestBatch: largestBatch.nullable(),
    }),
  ),
});

const startup = z.object({
  threads: positive,
  cores,
  machine,
  disturbed,
  case: sized,
  results: z.array(z.object({ side: z.string(), versions, partsMs: z.object({ total: spread }) })),
});

const data = z.object({
  machine,
  disturbed,
  case: z.object({ imageSize: positive, batchSize: positive }),
  results: z.array(
    z.object({
      side: z.string(),
      workers: z.number(),
      cores,
      versions,
      oursTimes: spread.nullable(),
    }),
  ),
});

const commandLine = z.string();

/** Result files by their command. */
export const resultFile = z.discriminatedUnion("command", [
  z.object({ command: z.enum(["train", "infer", "scale"]), commandLine, measurements: z.array(contest).min(1) }),
  z.object({
    command: z.literal("table"),
    commandLine,
    measurements: z.array(contest).min(1),
    largestBatches: largestBatches.nullable(),
  }),
  z.object({
    command: z.literal("ablation"),
    commandLine,
    measurements: z.array(contest).min(1),
    rows: z.array(ablationRow).min(1),
  }),
  z.object({ command: z.literal("memory"), commandLine, measurements: z.array(memory).min(1) }),
  z.object({ command: z.literal("startup"), commandLine, measurements: z.array(startup).min(1) }),
  z.object({ command: z.literal("data"), commandLine, measurement: data }),
]);

/** A result file, as far as its ratios are compared. */
export type ParsedFile = z.output<typeof resultFile>;

/** The result file of one command. */
export type FileOf<Command extends ParsedFile["command"]> = Extract<ParsedFile, { command: Command }>;

/** A contest, as far as its ratios are compared. */
export type ParsedContest = FileOf<"table">["measurements"][number];
