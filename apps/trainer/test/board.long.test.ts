/** The board in Chromium: a training is watched, stopped and gone on with; runs are compared; an image is tried. */
import { appendFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { boardFiles } from "@tresnet/board";
import { isLockHeld } from "@tresnet/files";
import { noise } from "@tresnet/vitest";
import { openChromium } from "@tresnet/vitest/browser";
import axe, { type AxeResults } from "axe-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Board, serveBoard } from "../src/board/server/serve-board.ts";
import { requestStop } from "../src/run-directory/record/stop-request.ts";
import { runDirectory } from "../src/run-directory/run-directory.ts";
import { commandLine, startTresnet } from "./cli-process.ts";
import { tresnet } from "./run-in-process.ts";

let folder = "";
let board: Board;
let browser: Awaited<ReturnType<typeof openChromium>>;
const at = (...names: string[]) => path.join(folder, ...names);
const runs = (...names: string[]) => at("runs", ...names);
/** A busy machine takes a minute to start a training from its source. */
const patient = { timeout: 300_000 };

const settings = "--img-size 32 --batch-size 8 --workers 0 --precision float32 --train-per-class 8 --threads 1";
const training = (name: string, ...more: string[]) => [
  "train",
  "synthetic",
  ...settings.split(" "),
  "--output",
  runs(),
  "--experiment",
  name,
  ...more,
];

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tresnet(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-board-long-"));
  await succeed(...training("one", "--epochs", "1"));
  await cp(runs("one"), runs("two"), { recursive: true });
  await sharp(Uint8Array.from(noise(60 * 40 * 3, 1, 0, 255)), { raw: { width: 60, height: 40, channels: 3 } })
    .png()
    .toFile(at("photo.png"));
  const files = await boardFiles();
  board = await serveBoard({ folder: runs(), port: 0, files, program: "tresnet", cli: commandLine });
  browser = await openChromium(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await board?.close();
  await endTraining(runs("live"));
  await rm(folder, { recursive: true });
});

/** Ends a training that a failed test has left, which nobody else would. */
async function endTraining(run: string): Promise<void> {
  const { lock, stopRequest } = runDirectory(run);
  for (let turn = 0; turn < 600 && (await isLockHeld(lock)); turn++) {
    await requestStop(stopRequest);
    await sleep(100);
  }
}

interface Visitor {
  readonly colorScheme?: "light" | "dark";
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The status of answers that the test asks for, of which the browser tells. */
  readonly refused?: number;
}

/** Opens the board, and expects at the end that the browser had nothing to complain of. */
async function visiting(hash: string, work: (page: Page) => Promise<void>, visitor: Visitor = {}): Promise<void> {
  const { refused = 0, ...window } = visitor;
  const page = await browser.newPage(window);
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", ({ message }) => void complaints.push(message));
  page.setDefaultTimeout(patient.timeout);
  await page.goto(`${board.url}${hash}`);
  await work(page);
  expect(complaints.filter((complaint) => !complaint.includes(`status of ${refused} `))).toEqual([]);
  await page.close();
}
type Page = Awaited<ReturnType<typeof browser.newPage>>;

/** What axe finds that keeps people from using the page: rules with the places that break them. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** The steps that the page says are done. */
const stepsDone = async (page: Page) => Number(await page.getAttribute("progress", "value"));

test("a training is watched while it runs, stopped by the button, and gone on with", async () => {
  const child = startTresnet(...training("live", "--epochs", "4000"));
  await visiting("#/", async (page) => {
    await page.locator("tr", { hasText: "live" }).locator(".state.running").waitFor();
    await page.getByRole("link", { name: "live" }).click();
    await page.locator("progress[value]:not([value='0'])").waitFor();
    const before = await stepsDone(page);
    await expect.poll(() => stepsDone(page), patient).toBeGreaterThan(before + 1);
    await page.getByText("still to go").waitFor();
    expect(await page.getByRole("img", { name: /^Loss by step\. Last values: training: \d/ }).count()).toBe(1);

    await page.getByRole("button", { name: "Stop after this step" }).click();
    await page.locator(".state.interrupted").waitFor();
    expect((await child.ended()).code).toBe(130);
    const stopped = await stepsDone(page);

    await page.getByRole("button", { name: "Go on with it" }).click();
    await page.locator(".state.running").waitFor();
    await expect.poll(() => stepsDone(page), patient).toBeGreaterThan(stopped);
    await page.getByRole("button", { name: "Stop after this step" }).click();
    await page.locator(".state.interrupted").waitFor();
    expect(await stepsDone(page)).toBeGreaterThan(stopped);
  });
});

test("two runs are compared, with their settings' differences", () =>
  visiting("#/", async (page) => {
    await page.getByLabel("Choose one").check();
    await page.getByLabel("Choose two").check();
    await page.getByRole("button", { name: "Compare 2 runs" }).click();
    await page.getByRole("heading", { name: "2 runs compared" }).waitFor();
    const loss = page.getByRole("img", { name: /^Loss by step/ });
    await loss.waitFor();
    await page.getByRole("img", { name: /^Loss by step.* one: \d.* two: \d/ }).waitFor();
    await page.getByRole("combobox", { name: "By" }).selectOption("time");
    await page.getByRole("img", { name: /^Loss by time/ }).waitFor();
    await page.getByLabel("Logarithmic").check();
    await page.getByLabel("Smoothing").fill("0.9");
    // By the keyboard alone: nearer, and back.
    await page.locator(".chart").first().press("+");
    await page.getByRole("button", { name: "Show all" }).click();
    expect(await page.getByRole("button", { name: "Show all" }).isDisabled()).toBe(true);
    expect(await findings(page)).toEqual([]);
  }));

test("an image that is dropped has the answers of tresnet predict, a cell of the matrix opens its images", async () => {
  const json = await succeed("predict", at("photo.png"), "--checkpoint", runs("one"), "--topk", "4", "--json");
  const wanted = JSON.parse(json).images[0].predictions;
  await visiting(
    "#/run/one",
    async (page) => {
      await page
        .getByRole("button", { name: /answered .*: [1-9]\d* images/ })
        .first()
        .click();
      await page.locator("#cell img").first().waitFor();
      const width = () =>
        page
          .locator("#cell img")
          .first()
          .evaluate((image) => Reflect.get(image, "naturalWidth"));
      await expect.poll(width, patient).toBeGreaterThan(0);
      await page.getByLabel("Show where the model looked").first().check();
      await page.locator('img[src*="-heat.webp"]').first().waitFor();
      await page.setInputFiles("#file", at("photo.png"));
      await page.locator(".answer").first().waitFor();
      const answers = await page.$$eval(".answer progress", (bars) =>
        bars.map((bar) => [bar.getAttribute("aria-label"), Number(bar.getAttribute("value"))]),
      );
      expect(answers.map(([name]) => name)).toEqual(wanted.map((one: { class: string }) => one.class));
      for (const [index, [, probability]] of answers.entries()) {
        expect(probability).toBeCloseTo(wanted[index].probability, 4);
      }
      await page.getByRole("img", { name: "Where the model looked" }).waitFor();
      await writeFile(at("notes.png"), "no image");
      await page.setInputFiles("#file", at("notes.png"));
      await page.locator("#tried", { hasText: "the image" }).waitFor();
      expect(await page.locator(".answer").count()).toBe(0);
      await page.getByRole("button", { name: "Use the camera" }).click();
      await page.getByRole("button", { name: "Take the picture" }).click();
      await page.locator(".answer").first().waitFor();
    },
    { refused: 422 },
  );
}, 600_000);

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 800 };

test.each([
  ["light", "phone", phone],
  ["dark", "phone", phone],
  ["light", "desktop", desktop],
  ["dark", "desktop", desktop],
] as const)(
  "%s, on a %s: axe finds nothing serious, and nothing is wider than the window",
  (colorScheme, _, viewport) =>
    visiting(
      "#/",
      async (page) => {
        for (const [hash, heading] of [
          ["#/", "Runs"],
          ["#/run/one", "one"],
          ["#/compare/one/two", "2 runs compared"],
        ] as const) {
          await page.goto(`${board.url}${hash}`);
          await page.getByRole("heading", { level: 1, name: heading }).waitFor();
          if (hash !== "#/") await page.locator(".chart canvas").first().waitFor();
          expect(await findings(page), hash).toEqual([]);
          expect(await page.evaluate("document.documentElement.scrollWidth"), hash).toBe(viewport.width);
        }
      },
      { colorScheme, viewport },
    ),
);

test("names are text; a run that is damaged or removed while it is open is told of, and the rest goes on", async () => {
  const name = "<img src=x onerror=alert(1)>";
  await cp(runs("one"), runs(name), { recursive: true });
  await visiting(
    "#/",
    async (page) => {
      await page.getByRole("link", { name }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
      await appendFile(runs(name, "metrics.jsonl"), "nonsense\n");
      await page.getByText("1 line is damaged and left out").waitFor();
      await page.getByRole("textbox", { name: "Notes" }).fill("the <b>better</b> one");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved.").waitFor();
      await rm(runs(name), { recursive: true });
      await page.getByText("There is no such run").waitFor();
      await page.getByRole("link", { name: "All runs" }).click();
      await page.getByRole("link", { name: "one" }).waitFor();
    },
    { refused: 404 },
  );
});

test("is at most 300 kB to download", async () => {
  const bytes = [...(await boardFiles()).values()].reduce((sum, content) => sum + gzipSync(content).length, 0);
  expect(bytes).toBeLessThan(300_000);
});
