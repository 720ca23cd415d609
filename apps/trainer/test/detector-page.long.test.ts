/** The page of a detector in Chromium: the boxes of `tresnet predict`, a score to set, for everybody. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { noise } from "@tresnet/vitest";
import { serveFolder } from "@tresnet/vitest/browser";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { findings } from "./axe-findings.ts";
import { writeExampleDetector } from "./example-detector.ts";
import { type PageVisit, type pageBackends, visitPage } from "./page-visitor.ts";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const photos = ["a.png", "b.jpg", "c.webp", "turned.jpg"];
const resultSchema = z.object({
  images: z.array(
    z.object({
      file: z.string(),
      objects: z.array(z.object({ class: z.string(), score: z.number(), box: z.array(z.number()).length(4) })),
    }),
  ),
});
type Objects = z.output<typeof resultSchema>["images"][number]["objects"];

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tresnet(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-detector-page-"));
  for (const [index, name] of photos.entries()) {
    const [width, height] = [200 + 31 * index, 150 - 17 * index];
    const image = sharp(Uint8Array.from(noise(width * height * 3, index, 0, 255.9)), {
      raw: { width, height, channels: 3 },
    });
    await (name === "turned.jpg" ? image.withMetadata({ orientation: 6 }) : image).toFile(at(name));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const findingOptions = ["--score-threshold", "0.2", "--max-detections", "20"];

/** What `tresnet predict` finds, by the names of the files. */
async function predicted(checkpoint: string): Promise<ReadonlyMap<string, Objects>> {
  const paths = photos.map((name) => at(name));
  const options = ["--checkpoint", checkpoint, "--precision", "float32", ...findingOptions, "--json"];
  const { images } = resultSchema.parse(JSON.parse(await succeed("predict", ...paths, ...options)));
  return new Map(images.map(({ file, objects }) => [path.basename(file), objects]));
}

/** Gives the page an image, and reads the boxes that it draws. */
async function boxesOn(visit: PageVisit, file: string): Promise<Objects> {
  const before = await visit.answered();
  await visit.page.setInputFiles("#file", file);
  await visit.answerAfter(before);
  return visit.page.$$eval("#boxes [data-box]", (groups) =>
    groups.map((group) => ({
      class: group.getAttribute("data-name") ?? "",
      score: Number(group.getAttribute("data-score")),
      box: (group.getAttribute("data-box") ?? "").split(" ").map(Number),
    })),
  );
}

function furthest(boxes: Objects, wanted: Objects): number {
  expect(boxes.map((one) => one.class)).toEqual(wanted.map((one) => one.class));
  const sides = boxes.flatMap(({ box }, index) =>
    box.map((side, place) => side - (wanted[index]?.box[place] ?? Number.NaN)),
  );
  return Math.max(...sides.map(Math.abs));
}

async function visiting(site: string, work: (visit: PageVisit) => Promise<void>, visitor = {}): Promise<void> {
  const server = await serveFolder(at(site));
  const visit = await visitPage(server, visitor);
  try {
    await work(visit);
    expect(visit.complaints).toEqual([]);
  } finally {
    await visit.close();
    await server.close();
  }
}

/** Asks the page on a backend for the boxes on some files, and compares them with the command's. */
async function expectBoxes(
  visit: PageVisit,
  backend: (typeof pageBackends)[number],
  { weights, files, limit }: { readonly weights: string; readonly files: readonly string[]; readonly limit: number },
): Promise<void> {
  const wanted = await predicted(at(weights));
  await visit.open(backend);
  for (const file of files) {
    const expected = wanted.get(file) ?? [];
    expect(expected.length).toBeGreaterThan(3);
    expect(furthest(await boxesOn(visit, at(file)), expected), file).toBeLessThan(limit);
  }
}

describe.each([
  ["letterbox", { fit: "letterbox" }],
  ["squish, in tiles", { fit: "squish", tile: { size: 96, overlap: 0.25 } }],
] as const)("%s", (name, how) => {
  const [weights, site] = [`${name}.safetensors`, `${name} site`];
  beforeAll(async () => {
    await writeExampleDetector(at(weights), how);
    const stdout = await succeed("export", at(weights), "--format", "web", "--output", at(site), ...findingOptions);
    expect(stdout).toMatch(/checked by TensorFlow.js .* with [1-9]\d* objects/);
    expect(stdout).toContain("npx serve");
  });

  test("draws the boxes that tresnet predict finds on wasm, within 0.05 pixels", () =>
    visiting(site, async (visit) => {
      await expectBoxes(visit, "wasm", { weights, files: photos, limit: 0.05 });
    }));
});

// A software adapter compiles its many programs for half a minute.
test.each(["webgl", "webgpu"] as const)("draws them on %s, within 0.2 pixels", (backend) =>
  visiting("letterbox site", async (visit) => {
    await expectBoxes(visit, backend, { weights: "letterbox.safetensors", files: ["b.jpg"], limit: 0.2 });
  }),
);

describe("for everybody", () => {
  test.each([
    ["light", { width: 360, height: 740 }],
    ["dark", { width: 1280, height: 800 }],
  ] as const)(
    "axe finds nothing serious in %s with boxes, and nothing is wider than the window",
    (colorScheme, viewport) =>
      visiting(
        "letterbox site",
        async (visit) => {
          await visit.open("wasm");
          expect((await boxesOn(visit, at("a.png"))).length).toBeGreaterThan(3);
          expect(await findings(visit)).toEqual([]);
          expect(await visit.page.textContent("#spoken")).toMatch(/^\d+ objects: \d+ /);
          expect(await visit.page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
        },
        { colorScheme, viewport },
      ),
  );

  test("keys set the score from which on boxes are shown, and a lower one shows what is less sure", () =>
    visiting("letterbox site", async (visit) => {
      await visit.open("wasm");
      const usual = await boxesOn(visit, at("a.png"));
      await visit.page.focus("#camera");
      await visit.page.keyboard.press("Tab");
      expect(await visit.page.evaluate("document.activeElement.id")).toBe("least");
      const shown = () => visit.page.locator("#boxes [data-box]").count();
      await visit.page.keyboard.press("End");
      expect(await shown()).toBe(0);
      expect(await visit.page.getAttribute("#boxes", "aria-label")).toMatch(/^No object was found/);
      await visit.page.keyboard.press("Home");
      expect(await shown()).toBeGreaterThanOrEqual(usual.length);
    }));

  test("what is no image takes the boxes of the one before away", () =>
    visiting("letterbox site", async (visit) => {
      await visit.open("wasm");
      await boxesOn(visit, at("a.png"));
      await visit.page.setInputFiles("#file", {
        name: "notes.png",
        mimeType: "image/png",
        buffer: Buffer.from("no image"),
      });
      await visit.page.getByText("This is no image that this browser can open. Choose a JPEG, PNG or WebP.").waitFor();
      expect(await visit.page.locator("#boxes [data-box]").count()).toBe(0);
    }));
});
