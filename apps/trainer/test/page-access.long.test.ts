/** The page for everybody: axe finds nothing serious, and the keyboard reaches and does all that the mouse does. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { noise } from "@tresnet/vitest";
import { serveFolder } from "@tresnet/vitest/browser";
import { createModel } from "@tresnet/zoo";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { web } from "../src/export/web.ts";
import { findings } from "./axe-findings.ts";
import { exampleContent } from "./example-content.ts";
import { type PageVisit, type Visitor, visitPage } from "./page-visitor.ts";

let folder = "";
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-access-"));
  const model = createModel("tresnet_s", { numClasses: 6, seed: 3 });
  const classNames = ["cat", "a dog of a breed with a name as long as this one", "Öl", "car", "bus", "tree"];
  const normalization = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
  await web.write(model, at("site"), exampleContent({ classNames, license: "CC0-1.0", imgSize: 32, ...normalization }));
  model.dispose();
  const raw = { width: 60, height: 40, channels: 3 } as const;
  await sharp(Uint8Array.from(noise(60 * 40 * 3, 1, 0, 255)), { raw })
    .png()
    .toFile(at("photo.png"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Visits the page on WebAssembly, and closes all when done. */
async function visiting(visitor: Visitor, work: (visit: PageVisit) => Promise<void>): Promise<void> {
  const server = await serveFolder(at("site"));
  try {
    const visit = await visitPage(server, visitor);
    try {
      await visit.open("wasm");
      await work(visit);
      expect(visit.complaints).toEqual([]);
    } finally {
      await visit.close();
    }
  } finally {
    await server.close();
  }
}

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 800 };

describe.each([
  ["light", "phone", phone],
  ["dark", "phone", phone],
  ["light", "desktop", desktop],
  ["dark", "desktop", desktop],
] as const)("%s, on a %s", (colorScheme, _, viewport) => {
  test("axe finds nothing serious, before and after an answer, and nothing is wider than the window", () =>
    visiting({ colorScheme, viewport }, async (visit) => {
      expect(await findings(visit)).toEqual([]);
      expect(await visit.ask(at("photo.png"))).toHaveLength(5);
      expect(await findings(visit)).toEqual([]);
      expect(await visit.page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
    }));
});

test("what is no image is told in words, and neither picture nor answers of the one before stay", () =>
  visiting({}, async (visit) => {
    await visit.ask(at("photo.png"));
    await writeFile(at("notes.png"), "no image");
    await visit.page.setInputFiles("#file", at("notes.png"));
    await visit.page.getByText("This is no image that this browser can open. Choose a JPEG, PNG or WebP.").waitFor();
    expect(await visit.page.locator(".answer").count()).toBe(0);
    expect(await visit.page.isVisible("#image")).toBe(false);
    expect(await visit.page.isVisible("#hint")).toBe(true);
    expect(await findings(visit)).toEqual([]);
    await visit.ask(at("photo.png"));
    expect(await visit.page.isVisible("#image")).toBe(true);
  }));

test("axe looks: it finds a fault that is put into the page", () =>
  visiting({}, async (visit) => {
    await visit.page.evaluate("void document.querySelector('main').append(new Image())");
    expect(await findings(visit)).toEqual(["image-alt: #main > img"]);
  }));

describe("by the keyboard alone", () => {
  const focused = ({ page }: PageVisit) => page.evaluate<string>("document.activeElement.id");

  test("Tab reaches every control in the order that they stand in, and each shows where the focus is", () =>
    visiting({ viewport: desktop }, async (visit) => {
      const controls = await visit.page.$$eval("button, input, select, a[href]", (elements) =>
        elements.filter((element) => element.getClientRects().length > 0).map(({ id }) => id),
      );
      expect(controls).toEqual(["file", "camera", "backend"]);
      for (const control of controls) {
        await visit.page.keyboard.press("Tab");
        expect(await focused(visit)).toBe(control);
        // The file's own control is hidden: its label shows the focus.
        const shown = control === "file" ? 'label[for="file"]' : `#${control}`;
        expect(
          await visit.page.$eval(
            shown,
            (element) => element.ownerDocument.defaultView?.getComputedStyle(element).outlineStyle,
          ),
        ).toBe("solid");
      }
    }));

  test.each(["Enter", "Space"])("%s opens the choice of an image, and its answers come", (key) =>
    visiting({ viewport: desktop }, async (visit) => {
      await visit.page.focus("#file");
      const [chooser] = await Promise.all([visit.page.waitForEvent("filechooser"), visit.page.keyboard.press(key)]);
      await chooser.setFiles(at("photo.png"));
      await visit.answerAfter(0);
      expect(await visit.page.textContent("#spoken")).toMatch(/^.+: [\d.]+ %$/);
    }),
  );

  test.each(["Enter", "Space"])("%s starts the camera and takes its picture; the focus goes along", (key) =>
    visiting({ viewport: desktop }, async (visit) => {
      await visit.page.focus("#camera");
      await visit.page.keyboard.press(key);
      await visit.page.locator("#shoot:focus").waitFor();
      expect(await findings(visit)).toEqual([]);
      await visit.page.keyboard.press(key);
      await visit.answerAfter(0);
      expect(await focused(visit)).toBe("camera");
      expect(await visit.page.isVisible("#video")).toBe(false);
    }),
  );

  test("an arrow changes what computes, answers again, and keeps the focus", () =>
    visiting({ viewport: desktop }, async (visit) => {
      await visit.ask(at("photo.png"));
      await visit.page.focus("#backend");
      await visit.page.keyboard.press("ArrowUp");
      await visit.answerAfter(1);
      await visit.ready("webgl");
      expect(await focused(visit)).toBe("backend");
    }));
});
