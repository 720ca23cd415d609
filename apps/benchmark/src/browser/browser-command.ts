/** `tresnet-bench browser`: milliseconds an image on a web page, beside transformers.js. */
import { type ModelName, modelNames } from "@tresnet/zoo";
import { type Command, Option } from "commander";
import { addRunOptions, checked, type RunFlags, seedNumber, wholeNumber, wholeNumbers } from "../flags/common-flags.ts";
import { writeResult } from "../output/write-result.ts";
import { runProgram } from "../processes/run-program.ts";
import { parseNames } from "../sides/side-list.ts";
import { browserReport } from "./browser-report.ts";
import { type Backend, backends } from "./browser-sides.ts";
import { type BrowserMeasurement, measureBrowser } from "./measure-browser.ts";

interface BrowserFlags extends RunFlags {
  readonly model: ModelName;
  readonly imgSize: number;
  readonly numClasses: number;
  readonly seed: number;
  readonly backends?: readonly Backend[];
  readonly threads: readonly number[];
  readonly transformersModel?: string;
  readonly rounds: number;
  readonly images: number;
  readonly warmUp: number;
}

/** What the command writes. */
export interface BrowserFile {
  readonly command: "browser";
  readonly measurement: BrowserMeasurement;
}

export function addBrowserCommand(program: Command): void {
  const command = program
    .command("browser")
    .summary("an image on a web page, beside transformers.js")
    .description(
      "Measures an image in Chromium, through the program of `tresnet export --format web`: on WebAssembly, and on WebGL and " +
        "WebGPU where there is a graphics card; beside transformers.js with the architecture of its default image " +
        "classifier, ViT-base, of random weights. TRESNET_CHROMIUM names the browser; transformers.js is looked for where " +
        "the command is started.",
    )
    .addOption(new Option("--model <name>", "model of the page").choices(modelNames).default("tresnet_m"))
    .option("--img-size <pixels>", "height and width of the images", wholeNumber, 224)
    .option("--num-classes <classes>", "classes of the page's model", wholeNumber, 1000)
    .option("--seed <number>", "seed of weights and image", seedNumber, 0)
    .addOption(
      new Option(
        "--backends <names>",
        `out of ${backends.join(", ")}; those named are measured even where the processor stands in for a graphics card`,
      ).argParser(checked((text) => parseNames(text, backends))),
    )
    .addOption(
      new Option("--threads <counts>", "threads of WebAssembly").argParser(wholeNumbers).default([1, 4], "1,4"),
    )
    .option("--transformers-model <folder>", "a model in transformers.js's form, in place of the ViT of random weights")
    .option("--rounds <count>", "turns of every side", wholeNumber, 7)
    .option("--images <count>", "images in a turn", wholeNumber, 3)
    .option("--warm-up <count>", "images of every side before the first turn", wholeNumber, 2);
  addRunOptions(
    command,
    "browser",
    "cores for the browsers, such as 0,1 (Linux; default: those of this process)",
  ).action(run);
}

async function run(flags: BrowserFlags): Promise<void> {
  const { model, imgSize: imageSize, numClasses: classes, seed, cores } = flags;
  if (cores !== undefined) await holdTo(cores);
  const measurement = await measureBrowser({
    case: { task: "infer", model, imageSize, batchSize: 1, classes, seed },
    backends: flags.backends,
    threads: flags.threads,
    transformersModel: flags.transformersModel,
    rounds: flags.rounds,
    imagesPerTurn: flags.images,
    warmUpImages: flags.warmUp,
    cores,
    onProgress: (line) => console.error(line),
  });
  const data: BrowserFile = { command: "browser", measurement };
  await writeResult({ name: "browser", data, markdown: browserReport(measurement) }, flags);
}

/** Holds this process, and so the browsers that it starts, to some cores. */
async function holdTo(cores: string): Promise<void> {
  const { exitCode } = await runProgram(["taskset", "--all-tasks", "--cpu-list", "--pid", cores, `${process.pid}`]);
  if (exitCode === 0) return;
  throw new Error(
    `browser: expected taskset to hold this process to the cores ${cores}, it failed. Leave --cores out.`,
  );
}
