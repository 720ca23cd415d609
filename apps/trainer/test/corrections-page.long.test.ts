/** The page of corrections in Chromium: what is chosen there is what the file says, and everybody can choose. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { openChromium } from "@tresnet/vitest/browser";
import axe, { type AxeResults } from "axe-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Correction, type Findings, suggestedCorrections } from "../src/cleaning/cleaned-image.ts";
import { correctedCsv } from "../src/cleaning/corrected-csv.ts";
import { correctionsPage } from "../src/cleaning/corrections-page.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-corrections-"));
});
afterAll(() => rm(folder, { recursive: true }));

const image = (part: "train" | "test", id: string, label: number) => ({ part, index: 0, id, label });
const findings: Findings = {
  classNames: ["cat", 'a,"b"', "<dog>"],
  images: [
    image("train", "/p/0.jpg", 0),
    image("train", "/p/a,b.jpg", 1),
    image("test", "/p/2.jpg", 2),
    image("train", "/p/</script>.jpg", 0),
  ],
  errors: [
    { image: 0, predicted: 1, probability: 0.9, quality: 0.1 },
    { image: 3, predicted: 2, probability: 0.8, quality: 0.2 },
  ],
  duplicates: [[1, 2]],
};

test("the file is what is chosen, and axe finds nothing to complain of", async () => {
  const pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const pictures = new Map(findings.images.map((_, place) => [place, pixel]));
  const file = path.join(folder, "page.html");
  await writeFile(file, correctionsPage(findings, { name: "pets", how: "how", pictures, hasFiles: true }));
  const browser = await openChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
    page.on("pageerror", ({ message }) => void complaints.push(message));
    await page.goto(pathToFileURL(file).href);
    const download = async () => {
      const [started] = await Promise.all([page.waitForEvent("download"), page.getByRole("button").click()]);
      const saved = path.join(folder, "saved.csv");
      await started.saveAs(saved);
      return readFile(saved, "utf8");
    };
    const suggested = suggestedCorrections(findings);
    expect(await page.locator("#count").textContent()).toBe("2 relabelled, 1 dropped, 1 looked at and kept");
    expect(await download()).toBe(correctedCsv(findings, suggested));
    await page.locator('input[name="do-0"][value="keep"]').check();
    await page.locator('select[name="to-1"]').selectOption("2");
    await page.locator('input[name="do-2"][value="drop"]').check();
    const chosen = new Map<number, Correction>([
      ...suggested,
      [0, { kind: "keep" }],
      [1, { kind: "relabel", to: 2 }],
      [2, { kind: "drop" }],
    ]);
    expect(await download()).toBe(correctedCsv(findings, chosen));
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResults>("axe.run()");
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});
