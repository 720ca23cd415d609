/** Trained detectors beside torchvision: the same file's answers there, and the same training there, as tables. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { alone } from "../../../../apps/trainer/src/cluster/team.ts";
import { evaluate } from "../../../../apps/trainer/src/index.ts";
import { runJob } from "../../../../apps/trainer/src/job/job.ts";
import { pretrainedWeights, startingFrom } from "../../../../apps/trainer/src/model/pretrained-weights.ts";
import { readConfigOf, runDirectory } from "../../../../apps/trainer/src/run-directory/run-directory.ts";
import { openEngineAndData } from "../../../../apps/trainer/src/training/open-engine-and-data.ts";
import {
  foundByTorchvision,
  greatestDistance,
  scoredByPycocotools,
} from "../../../../apps/trainer/test/torchvision-round-trip.ts";
import { type BoxDataset, type Dataset, hasBoxes } from "../../../../packages/data/src/index.ts";
import { table } from "../table.ts";
import { trainInTorchvision } from "./train-in-torchvision.ts";

/** What is asked for. */
export interface DetectorRequest {
  /** The folders of finished runs. */
  readonly names: readonly string[];
  /** Whether torchvision trains too. */
  readonly trains: boolean;
  /** Told of each step of the work. */
  readonly tell: (line: string) => void;
}

/** The most that answers may be apart: pixels of a box, AP of the same answers, AP50 of the same training. */
const limits = { pixels: 0.05, ap: 0.002, ap50: 0.02 } as const;

/** Compares the detectors of runs with torchvision, prints tables, and gives the number of those that are apart. */
export async function printDetector({ names, trains, tell }: DetectorRequest): Promise<number> {
  if (names.length === 0) throw new Error("proof: detector: expected folders of finished runs of detectors, got none.");
  const answers = [];
  for (const name of names) answers.push(await sameAnswers(name, tell));
  console.log("\nThe best weights of runs, loaded strictly by torchvision's FCOS on timm's body.\n");
  const head = ["run", "images", "boxes", "greatest distance, px", "AP ours", "AP there, by pycocotools"];
  console.log(
    table(
      head,
      answers.map(({ name, images, boxes, distance, ours, theirs }) => {
        return [name, images, boxes, distance.toExponential(1), ours.toFixed(4), theirs.toFixed(4)];
      }),
    ),
  );
  let faults = answers.filter(({ distance, ours, theirs }) => {
    return !(distance <= limits.pixels && Math.abs(ours - theirs) <= limits.ap);
  }).length;
  if (!trains) return faults;
  const trainings = [];
  for (const name of names) trainings.push(await sameTraining(name, tell));
  console.log(
    "\nThe same first weights, batches and recipe in torchvision; AP50 of the last weights on the test images.\n",
  );
  console.log(
    table(
      ["run", "steps", "last loss there", "AP50 ours", "AP50 there"],
      trainings.map(({ name, steps, lastLoss, ours, theirs }) => {
        return [name, steps, lastLoss.toFixed(3), ours.toFixed(4), theirs.toFixed(4)];
      }),
    ),
  );
  const apart = trainings.reduce((sum, { ours, theirs }) => sum + ours - theirs, 0) / trainings.length;
  console.log(`\nAP50 ours less theirs, mean of ${trainings.length}: ${apart.toFixed(4)}`);
  if (Math.abs(apart) > limits.ap50) faults++;
  return faults;
}

/** What a run's best weights find on its test images, here and there. */
async function sameAnswers(name: string, tell: (line: string) => void) {
  tell(`${name}: answers`);
  const { best, folder } = runDirectory(name);
  const { evaluation, detected = [] } = await evaluate({ checkpoint: folder });
  if (evaluation?.task !== "detection") throw new Error(`${name}: expected a detector's run, got another.`);
  const data = await openedRun(name, async ({ tested }) => tested);
  const theirs = await foundByTorchvision(best, data);
  const [ap = Number.NaN] = await scoredByPycocotools(data, theirs);
  return {
    name,
    images: data.length,
    boxes: evaluation.found,
    distance: greatestDistance(detected, theirs),
    ours: evaluation.scores.AP,
    theirs: ap,
  };
}

/** What a run's last weights are worth, and those of the same training there. */
async function sameTraining(name: string, tell: (line: string) => void) {
  const work = await mkdtemp(path.join(tmpdir(), "tresnet-proof-detector-"));
  const files = { first: path.join(work, "first.safetensors"), trained: path.join(work, "trained.safetensors") };
  try {
    const { evaluation } = await evaluate({ checkpoint: runDirectory(name).last });
    if (evaluation?.task !== "detection") throw new Error(`${name}: expected a detector's run, got another.`);
    return await openedRun(name, async ({ opened, job }) => {
      const { data, task, classes, options } = opened;
      const starting = startingFrom(job, await pretrainedWeights(job, options), opened);
      const setup = await task.setUp(job, starting, data.train, classes, alone);
      const held = setup.holdOut({ ...(data.test && { test: data.test }) });
      try {
        await setup.learner.learnable.save(files.first, {});
        const losses = await trainInTorchvision(setup, files, (line) => tell(`${name}: ${line}`));
        await setup.learner.learnable.load(files.trained);
        const scored = await held.test?.score({ job, work: "testing" });
        if (scored?.evaluation.task !== "detection") throw new Error(`${name}: expected test images, got none.`);
        const { AP50: theirs } = scored.evaluation.scores;
        return {
          name,
          steps: losses.length,
          lastLoss: losses.at(-1) ?? Number.NaN,
          ours: evaluation.scores.AP50,
          theirs,
        };
      } finally {
        await held.dispose();
        await setup.loader.close();
        setup.learner.dispose();
      }
    });
  } finally {
    await rm(work, { recursive: true });
  }
}

type Opened = Awaited<ReturnType<typeof openEngineAndData>>;
type OpenJob = Parameters<typeof openEngineAndData>[0];

/** Opens the data of a run as its training did. */
async function openedRun<Result>(
  name: string,
  work: (run: { readonly opened: Opened; readonly job: OpenJob; readonly tested: BoxDataset }) => Promise<Result>,
): Promise<Result> {
  return runJob({}, async (job: OpenJob) => {
    const { options } = await readConfigOf(runDirectory(name));
    const opened = await openEngineAndData(job, options, { command: "train" });
    return work({ opened, job, tested: withBoxes(opened.data.test) });
  });
}

function withBoxes(data: Dataset | undefined): BoxDataset {
  if (data !== undefined && hasBoxes(data)) return data;
  throw new Error("proof: detector: expected a run with test images, got none.");
}
