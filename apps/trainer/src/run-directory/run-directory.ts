/** The folder of one training: its settings, metrics, checkpoints and report. */
import path from "node:path";
import { errorCode, readWhole, replaceFile } from "@tresnet/files";
import { z } from "zod";
import { UsageError } from "../errors.ts";
import { flagOf } from "../options/option-name.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { type TrainOptions, trainTable } from "../settings/train-options.ts";
import { shellWord } from "../text/shell-word.ts";
import { flagsOf } from "./command-of.ts";
import { type DataFingerprint, dataFingerprintSchema } from "./data-fingerprint.ts";
import { newFolder } from "./new-folder.ts";

/** The paths of a run. */
export interface RunDirectory {
  /** The path of the folder itself. */
  readonly folder: string;
  /** The name of the folder. */
  readonly name: string;
  /** config.json: the settings, and what the run was made with. */
  readonly config: string;
  /** metrics.jsonl: one line of JSON for each epoch. */
  readonly metrics: string;
  /** last.safetensors: all that a resumed run needs. */
  readonly last: string;
  /** best.safetensors: the weights of the best epoch. */
  readonly best: string;
  /** report.html: one page with curves, scores and mistakes. */
  readonly report: string;
  /** steps.jsonl: one line of JSON for each step, thinned out where they are many. */
  readonly steps: string;
  /** evaluation.json: the scores of the last evaluation of the run. */
  readonly evaluation: string;
  /** answers.json: what the best weights answered on the final images. */
  readonly answers: string;
  /** pictures: a folder of small pictures of such images. */
  readonly pictures: string;
  /** outcome.json: how the last training in the folder ended; a killed one leaves none. */
  readonly outcome: string;
  /** stop.request: asks the training in the folder to stop. */
  readonly stopRequest: string;
  /** notes.json: what a person noted of the run. */
  readonly notes: string;
  /** run.lock: there while a training runs in the folder. */
  readonly lock: string;
}

/** config.json: all that is needed to repeat a run. */
export interface RunConfig {
  /** The shell command that does it again. */
  readonly command: string;
  readonly options: TrainOptions;
  /** Threads inside one TensorFlow op; with another number, results differ in the last bits. */
  readonly intraOpThreads: number;
  /** What the run was made with. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it was trained on. */
  readonly data: DataFingerprint;
}

/** The paths of a run in `folder`, whether it exists or not. */
export function runDirectory(folder: string): RunDirectory {
  const at = (name: string) => path.join(folder, name);
  return {
    folder,
    name: path.basename(path.resolve(folder)),
    config: at("config.json"),
    metrics: at("metrics.jsonl"),
    last: at("last.safetensors"),
    best: at("best.safetensors"),
    report: at("report.html"),
    steps: at("steps.jsonl"),
    evaluation: at("evaluation.json"),
    answers: at("answers.json"),
    pictures: at("pictures"),
    outcome: at("outcome.json"),
    stopRequest: at("stop.request"),
    notes: at("notes.json"),
    lock: at("run.lock"),
  };
}

/**
 * Makes the folder of a new run.
 * @throws UsageError when a folder of that name holds something already.
 */
export async function createRunDirectory(
  options: Pick<TrainOptions, "output" | "experiment" | "model" | "data">,
  now = new Date(),
): Promise<RunDirectory> {
  return runDirectory(await newFolder({ ...options, advice: goOn }, now));
}

const goOn = (folder: string) => `Go on with it by --resume ${shellWord(folder)}, or choose another --experiment.`;

/** The error of a folder in which another process has begun a run just now. */
export function takenFolder(folder: string): UsageError {
  return new UsageError(`${folder} holds a run already. ${goOn(folder)}`);
}

/** Writes the settings of a run into its folder. */
export async function writeConfig(run: RunDirectory, config: RunConfig): Promise<void> {
  await replaceFile(run.config, (handle) => handle.writeFile(`${JSON.stringify(config, null, 2)}\n`));
}

/**
 * The settings of an earlier run.
 * @throws UsageError when the folder holds no run, or its config.json is damaged.
 */
export async function readConfigOf(run: RunDirectory): Promise<RunConfig> {
  const text = await readConfigText(run).catch((cause: unknown) => {
    const code = errorCode(cause);
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      throw new UsageError(
        `${run.config}: expected the settings of a run (${cause instanceof Error ? cause.message : cause}).`,
        { cause },
      );
    }
    const advice =
      code === "ENOTDIR"
        ? `expected a run directory, got a file. Name the folder it is in, ${shellWord(path.dirname(run.folder))}.`
        : `${run.folder} holds no run (there is no ${run.config}). Name a run directory; a run that was killed before it wrote its settings is started again by its own command.`;
    throw new UsageError(`--resume: ${advice}`, { cause });
  });
  const parsed = configSchema.safeParse(parseJson(run.config, text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${run.config} is damaged: ${issue?.path.join(".")}: ${issue?.message}.`);
  }
  const { options, ...rest } = parsed.data;
  if (typeof options["data"] !== "string") {
    throw new UsageError(`${run.config} is damaged: its options do not say which data. Put it back as it was.`);
  }
  checkCommand(run, rest.command, options);
  return { ...rest, options: resolveOptions(trainTable, [{ source: run.config, values: options }]) };
}

/**
 * The settings of the run that a checkpoint lies in; undefined when it lies alone, or beside a config.json of something
 * else.
 */
export async function configBeside(checkpoint: string): Promise<RunConfig | undefined> {
  const run = runDirectory(path.dirname(checkpoint));
  const text = await readConfigText(run).catch(() => undefined);
  return text === undefined || isForeign(text) ? undefined : readConfigOf(run);
}

/** Lists of a hundred thousand classes fit in. */
const mostConfigBytes = 2 ** 24;

async function readConfigText(run: RunDirectory): Promise<string> {
  return (await readWhole(run.config, { mostBytes: mostConfigBytes })).toString("utf8");
}

/** Whether this is sound JSON without the settings of a run: what is damaged may be a run's. */
function isForeign(text: string): boolean {
  try {
    return !z.object({ command: z.unknown(), options: z.object({}) }).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/**
 * Compares the settings with the flags of the command that stands beside them; data may have moved, and is no flag.
 * @throws UsageError when they say two things: one of them is damaged.
 */
function checkCommand(run: RunDirectory, command: string, options: Readonly<Record<string, unknown>>): void {
  for (const key of new Set([...Object.keys(options), ...Object.keys(trainTable.shape)])) {
    if (key === "data" || key === "experiment") continue;
    const value = options[key] ?? undefined;
    const flag = `--${flagOf(key)}`;
    const words = value === undefined ? `nothing of ${flag}` : flagsOf({ [key]: value }).join(" ");
    const said = ` ${command} `;
    const isNamed = said.includes(` ${flag} `) || said.includes(` --no-${flagOf(key)} `);
    if (!isNamed || said.includes(` ${words} `)) continue;
    throw new UsageError(
      `${run.config} is damaged, or was changed: its options say ${words}, and its command says something else. Put it back as it was.`,
    );
  }
}

const configSchema = z.object({
  command: z.string(),
  options: z.record(z.string(), z.unknown()),
  intraOpThreads: z.int().min(1),
  environment: z.record(z.string(), z.string()),
  data: dataFingerprintSchema,
});

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file} is damaged: ${cause instanceof Error ? cause.message : cause}.`, { cause });
  }
}
