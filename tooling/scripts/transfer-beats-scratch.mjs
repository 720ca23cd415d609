/**
 * Transfer against training from scratch, by the command line alone: pretrains on six classes of CIFAR-10, then learns
 * the other four from 25 images a class with the backbone frozen, fine-tuned, and from scratch, and scores each on all
 * test images of those four.
 *
 *     node tooling/scripts/transfer-beats-scratch.mjs --data cifar10:PATH --output FOLDER
 *
 * Classes are not picked: the first six in the data set's order (airplane, automobile, bird, cat, deer, dog) pretrain;
 * frog, horse, ship and truck are learnt. A seed draws the same images for all three ways. Nothing is validated on,
 * since labels are what is scarce: the weights after the last epoch count. A run that is finished is not trained again,
 * and one that was stopped goes on.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { tresnet } from "./tresnet.mjs";

const learnt = ["frog", "horse", "ship", "truck"];
const pretrained = ["airplane", "automobile", "bird", "cat", "deer", "dog"];

/** What the three ways differ in, besides a learning rate of their own and the weights that they start from. */
const ways = /** @type {const} */ ({
  frozen: ["--freeze", "backbone"],
  "fine-tuned": [],
  scratch: [],
});

/** @typedef {keyof typeof ways} Way */
/** @typedef {{ way: Way, seed: number, accuracy: number }} Score */

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "cifar10" },
    model: { type: "string", default: "tresnet_s" },
    "pretrain-epochs": { type: "string", default: "12" },
    epochs: { type: "string", default: "60" },
    "per-class": { type: "string", default: "25" },
    seeds: { type: "string", default: "0,1,2" },
    "lr-frozen": { type: "string", default: "0.05" },
    "lr-fine-tuned": { type: "string", default: "0.05" },
    "lr-scratch": { type: "string", default: "0.05" },
    output: { type: "string", default: "runs/transfer-beats-scratch" },
  },
});

process.exitCode = await prove();

async function prove() {
  const folder = path.resolve(options.output);
  await mkdir(folder, { recursive: true });
  const backbone = await pretrain(folder);
  /** @type {Score[]} */
  const scores = [];
  for (const seed of options.seeds.split(",").map(Number)) {
    for (const way of /** @type {Way[]} */ (Object.keys(ways))) {
      scores.push({ way, seed, accuracy: await learn(folder, way, seed, backbone) });
    }
  }
  const page = report(scores);
  await writeFile(path.join(folder, "transfer-beats-scratch.md"), page);
  console.log(page);
  return 0;
}

/**
 * Trains on the six classes and exports the backbone.
 * @param {string} folder
 */
async function pretrain(folder) {
  const backbone = path.join(folder, "backbone.safetensors");
  if (existsSync(backbone)) return backbone;
  const settings = [
    "--epochs",
    options["pretrain-epochs"],
    "--batch-size",
    "128",
    "--lr",
    "0.3",
    "--weight-decay",
    "0.0005",
    "--val-split",
    "0",
  ];
  await train(folder, "pretrained", ["--classes", pretrained.join(","), ...settings, "--seed", "0"]);
  await tresnet("export", path.join(folder, "pretrained"), "--backbone", "--output", backbone);
  return backbone;
}

/**
 * Learns the four classes and returns the accuracy on all of their test images.
 * @param {string} folder
 * @param {Way} way
 * @param {number} seed
 * @param {string} backbone
 */
async function learn(folder, way, seed, backbone) {
  const name = `${way}-seed${seed}`;
  const few = ["--classes", learnt.join(","), "--train-per-class", options["per-class"], "--val-split", "0"];
  const settings = [
    "--epochs",
    options.epochs,
    "--batch-size",
    "20",
    "--lr",
    options[`lr-${way}`],
    "--seed",
    String(seed),
  ];
  const from = way === "scratch" ? [] : ["--initial-checkpoint", backbone];
  await train(folder, name, [...few, ...settings, ...ways[way], ...from]);
  const scored = path.join(folder, name, "test-scores.json");
  if (!existsSync(scored)) {
    const last = path.join(folder, name, "last.safetensors");
    await writeFile(scored, await tresnet("evaluate", "--checkpoint", last, "--split", "test", "--json"));
  }
  const { accuracy } = JSON.parse(await readFile(scored, "utf8"));
  return Number(accuracy);
}

/**
 * Makes a run, or goes on with it; one that is finished is scored once more and stays as it is.
 * @param {string} folder
 * @param {string} name
 * @param {readonly string[]} settings
 */
async function train(folder, name, settings) {
  const at = path.join(folder, name);
  const begin = [options.data, "--model", options.model, "--output", folder, "--experiment", name, ...settings];
  await tresnet("train", ...(existsSync(path.join(at, "config.json")) ? ["--resume", at] : begin));
}

/** @param {readonly Score[]} scores */
function report(scores) {
  const names = /** @type {Way[]} */ (Object.keys(ways));
  const seeds = [...new Set(scores.map(({ seed }) => seed))];
  /** @param {Way} way */
  const of = (way) => scores.filter((score) => score.way === way).map(({ accuracy }) => accuracy * 100);
  const rows = names.map((way) => [way, mean(of(way)).toFixed(1), ...of(way).map((value) => value.toFixed(1))]);
  const gain = mean(of("fine-tuned")) - mean(of("scratch"));
  return [
    `# Transfer against scratch: ${options.model}, ${options["per-class"]} images a class`,
    "",
    `Accuracy in %, on all test images of ${learnt.join(", ")}; pretrained for ${options["pretrain-epochs"]} epochs on ${pretrained.join(", ")}; each way trained for ${options.epochs} epochs, weights of the last.`,
    "",
    `| way | learning rate | mean | ${seeds.map((seed) => `seed ${seed}`).join(" | ")} |`,
    `| --- | --- | --- | ${seeds.map(() => "---").join(" | ")} |`,
    ...rows.map(
      ([way = "", ...cells]) => `| ${[way, options[`lr-${/** @type {Way} */ (way)}`], ...cells].join(" | ")} |`,
    ),
    "",
    `Fine-tuned is ${gain.toFixed(1)} points above scratch.`,
    "",
  ].join("\n");
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
