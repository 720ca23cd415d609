/**
 * How many wrong labels `tresnet data clean` finds: of ELPV's 2,624 photographs 5 % get the other label, and precision
 * and recall of what is found are printed.
 *
 *     node tooling/scripts/find-flipped-labels.mjs --elpv FOLDER --output FOLDER [--seeds 0,1,2] [-- FLAGS]
 *
 * FOLDER of ELPV is the one with labels.csv. What stands after -- goes to the command. The photographs' own labels are
 * not sure: the people who gave them were in doubt about 15 of 100. What is found among those counts as a mistake here,
 * and is counted on its own beside.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { tresnet } from "./tresnet.mjs";

const { values: options, positionals: flags } = parseArgs({
  allowPositionals: true,
  options: {
    elpv: { type: "string" },
    output: { type: "string", default: "runs/find-flipped-labels" },
    share: { type: "string", default: "0.05" },
    seeds: { type: "string", default: "0" },
  },
});

/** @typedef {{ file: string, defective: boolean, isSure: boolean }} Cell */

process.exitCode = await measure();

async function measure() {
  if (options.elpv === undefined) throw new Error("find-flipped-labels: expected --elpv FOLDER, got none.");
  const folder = path.resolve(options.output);
  await mkdir(folder, { recursive: true });
  const cells = await readCells(path.resolve(options.elpv));
  console.log(
    "| seed | flipped | found | precision | recall | of the first 50 | flipped or in doubt, of those found |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const seed of options.seeds.split(",").map(Number)) console.log(await measureSeed(folder, cells, seed));
  return 0;
}

/**
 * Flips labels by the seed, and says how many of them are found.
 * @param {string} folder
 * @param {readonly Cell[]} cells
 * @param {number} seed
 */
async function measureSeed(folder, cells, seed) {
  const order = (/** @type {Cell} */ { file }) =>
    createHash("sha256")
      .update(`${seed} ${path.basename(file)}`)
      .digest("hex");
  const flipped = new Set(
    cells
      .map((cell) => ({ cell, key: order(cell) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, Math.round(cells.length * Number(options.share)))
      .map(({ cell }) => cell.file),
  );
  const rows = cells.map(({ file, defective }) => {
    const label = defective !== flipped.has(file) ? "defective" : "functional";
    return `${file},${label}`;
  });
  const csv = path.join(folder, `flipped-${seed}.csv`);
  await writeFile(csv, `file,class\n${rows.join("\n")}\n`);
  const output = ["--output", path.join(folder, `clean-${seed}.html`), "--csv", path.join(folder, `clean-${seed}.csv`)];
  const text = await tresnet("data", "clean", `csv:${csv}`, "--seed", String(seed), ...output, ...flags, "--json");
  /** @type {readonly string[]} */
  const found = JSON.parse(text).wrongLabels.map((/** @type {{ file: string }} */ { file }) => file);
  const right = found.filter((file) => flipped.has(file)).length;
  const unsure = new Set(cells.filter(({ isSure }) => !isSure).map(({ file }) => file));
  const doubtful = found.filter((file) => flipped.has(file) || unsure.has(file)).length;
  const first = found.slice(0, 50).filter((file) => flipped.has(file)).length;
  const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
  const shares = [
    right / found.length,
    right / flipped.size,
    first / Math.min(50, found.length),
    doubtful / found.length,
  ];
  return `| ${[seed, flipped.size, found.length, ...shares.map(percent)].join(" | ")} |`;
}

/**
 * The photographs of ELPV; sure are those that all who looked agreed on.
 * @param {string} folder
 * @returns {Promise<Cell[]>}
 */
async function readCells(folder) {
  const lines = (await readFile(path.join(folder, "labels.csv"), "utf8"))
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [image = "", value] = line.trim().split(/\s+/);
    const probability = Number(value);
    return {
      file: path.join(folder, image),
      defective: probability >= 0.5,
      isSure: probability === 0 || probability === 1,
    };
  });
}
