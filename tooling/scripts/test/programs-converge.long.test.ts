/** The programs of documents that train: what a reader copies has to learn, and to go on learning. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { typescriptSnippets } from "../readme-snippets.mjs";
import { repository } from "../repository.mjs";

const trainer = path.join(repository, "apps/trainer");
let folder: string;

/**
 * A folder as a user has it: packages installed, photos/cats and photos/dogs drawn, 128 of each; and such photos once
 * more in `varied`, of many colours on many grounds.
 */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet programs "));
  const modules = path.join(folder, "node_modules");
  await mkdir(path.join(modules, "@tresnet"), { recursive: true });
  const ours = path.join(trainer, "node_modules/@tresnet");
  for (const name of await readdir(ours)) await symlink(path.join(ours, name), path.join(modules, "@tresnet", name));
  await symlink(trainer, path.join(modules, "@tresnet/trainer"));
  await symlink(path.join(trainer, "node_modules/@tensorflow"), path.join(modules, "@tensorflow"));
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
  await drawPhotos(folder, plainly);
  await drawPhotos(path.join(folder, "varied"), variedly);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The colours of an image's disc and ground, of its class, by its class and its number. */
type Colors = (isDog: boolean, n: number) => { readonly disc: string; readonly ground: string };

const plainly: Colors = (isDog) => ({ disc: isDog ? "#5a6e8c" : "#c8843c", ground: "#ddd" });

const variedly: Colors = (isDog, n) => ({
  disc: `hsl(${(isDog ? 170 : 0) + ((n * 41) % 60)},50%,${40 + ((n * 29) % 30)}%)`,
  ground: `hsl(${(n * 149) % 360},10%,${30 + ((n * 83) % 60)}%)`,
});

/** Discs on a ground: the classes differ in colour, the images in place and size. */
async function drawPhotos(into: string, colors: Colors): Promise<void> {
  const { default: sharp } = await import(createRequire(path.join(trainer, "package.json")).resolve("sharp"));
  for (const name of ["cats", "dogs"]) {
    await mkdir(path.join(into, "photos", name), { recursive: true });
    for (let n = 0; n < 128; n++) {
      const { disc, ground } = colors(name === "dogs", n);
      const circle = `<circle cx="${20 + ((n * 37) % 60)}" cy="${20 + ((n * 53) % 60)}" r="${12 + (n % 17)}" fill="${disc}"/>`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="100" height="100" fill="${ground}"/>${circle}</svg>`;
      await sharp(Buffer.from(svg))
        .jpeg()
        .toFile(path.join(into, "photos", name, `${n}.jpg`));
    }
  }
}

/** Runs the program of a document that holds `mark` beside some photos, and returns what it printed, line by line. */
async function run(document: string, mark: string, cwd = folder): Promise<string[]> {
  const found = typescriptSnippets(await readFile(path.join(repository, document), "utf8"));
  const [code = "", ...others] = found.filter((snippet) => snippet.includes(mark));
  expect([code !== "", others.length]).toEqual([true, 0]);
  const file = path.join(cwd, `${path.basename(path.dirname(document))}-${mark.length}.ts`);
  await writeFile(file, code);
  const tsx = createRequire(path.join(repository, "package.json")).resolve("tsx");
  const args = ["--conditions=@tresnet/source", "--import", tsx, file];
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const code_ = await new Promise((resolve) => child.on("close", resolve));
  expect({ code: code_, errors }).toEqual({ code: 0, errors: "" });
  return output.trim().split("\n");
}

/** The mean of some numbers. */
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("README.md's training by hand learns its photographs, and its loss never bursts", async () => {
  const lines = await run("README.md", "createTrainStep(");
  // 0.8 of 256 photographs, in batches of 32.
  const steps = lines.map((line) => line.split(" ").map(Number));
  const losses = Array.from({ length: 10 }, (_, epoch) =>
    steps.filter(([of]) => of === epoch).map(([, loss = Number.NaN]) => loss),
  );
  for (const ofEpoch of losses) expect(ofEpoch).toHaveLength(6);
  expect(mean(losses.slice(-2).flat())).toBeLessThan(0.1);
  // Guessing between two classes costs 0.69; a rate of 0.05 went from 0.01 to 12.9 in a late epoch.
  for (const ofEpoch of losses.slice(5)) expect(Math.max(...ofEpoch)).toBeLessThan(0.69);
});

test("README.md's training by hand does not burst on varied photographs", async () => {
  const lines = await run("README.md", "createTrainStep(", path.join(folder, "varied"));
  const losses = lines.map((line) => Number(line.split(" ")[1]));
  expect(losses).toHaveLength(60);
  expect(mean(losses.slice(-12))).toBeLessThan(0.5);
  // Twice what guessing costs; a rate of 0.05 reaches 4.5.
  expect(Math.max(...losses)).toBeLessThan(1.4);
});

test("README.md's training by a function learns its photographs", async () => {
  const lines = await run("README.md", 'from "@tresnet/trainer"');
  const text = lines.join("\n");
  const losses = [...text.matchAll(/trainLoss: ([\d.e-]+)/g)].map(([, loss]) => Number(loss));
  expect(losses).toHaveLength(10);
  expect(Math.max(...losses.slice(5))).toBeLessThan(losses[0] ?? 0);
  expect(mean(losses.slice(-2))).toBeLessThan(0.5);
  expect(text).toMatch(/class: 'dogs'/);
});

test("the training package's program lowers the loss of its batch", async () => {
  const text = (await run("packages/training/README.md", "createTrainStep(")).join("\n");
  const losses = [...text.matchAll(/loss: ([\d.e-]+)/g)].map(([, loss]) => Number(loss));
  expect(losses).toHaveLength(4);
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
});
