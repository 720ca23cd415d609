/** Visits an exported page in Chromium, as a person does: waits until it is ready, gives it images, reads answers. */
import type { ServedFolder } from "@tresnet/vitest/browser";
import { openChromium } from "@tresnet/vitest/browser";
import { expect } from "vitest";

/** A page in a browser of its own, which the caller closes. */
export type PageVisit = Awaited<ReturnType<typeof visitPage>>;

/** An answer of `tresnet predict --json`. */
export interface WantedAnswer {
  readonly class: string;
  readonly probability: number;
}

/** What computes on a page. */
export const pageBackends = ["wasm", "webgl", "webgpu"] as const;

/** Whom the page is shown to. */
export interface Visitor {
  /** What the visitor's system likes. */
  readonly colorScheme?: "light" | "dark";
  /** The size of the window, CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

// A camera that shows a green picture, and which every page may use.
const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/** Opens a browser for a page that is served. */
export async function visitPage({ url }: Pick<ServedFolder, "url">, visitor: Visitor = {}) {
  const browser = await openChromium(camera);
  const page = await browser.newPage(visitor);
  page.setDefaultTimeout(600_000); // a busy machine takes a minute to compile WebGPU's programs for its processor
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", ({ message }) => void complaints.push(message));

  /** Waits until the page's model runs on a backend. */
  const ready = async (backend: string) => {
    await page.locator("#backend:enabled").waitFor();
    expect(await page.inputValue("#backend")).toBe(backend);
  };

  /** The number of images that were answered so far. */
  const answered = async () => Number(await page.getAttribute("#answers", "data-images"));
  /** Waits for the answers to another image. */
  const answerAfter = (before: number) => page.locator(`#answers[data-images="${before + 1}"]`).waitFor();

  return {
    page,
    answered,
    answerAfter,
    /** What the browser complained of so far. */
    complaints,
    ready,
    /** Opens the page with what shall compute. */
    open: async (backend: string) => {
      await page.goto(`${url}?backend=${backend}`);
      await ready(backend);
    },
    /** Gives the page an image and waits for its answers: pairs of a class and its probability. */
    ask: async (file: string): Promise<readonly (readonly [name: string, probability: number])[]> => {
      const before = await answered();
      await page.setInputFiles("#file", file);
      await answerAfter(before);
      return page.$$eval(".answer", (items) =>
        items.map(
          (item) =>
            [item.querySelector(".name")?.textContent ?? "", Number(item.getAttribute("data-probability"))] as const,
        ),
      );
    },
    close: () => browser.close(),
  };
}

/** Expects the answers of `tresnet predict`, probabilities to 1e-4. */
export function expectAnswers(
  answered: readonly (readonly [name: string, probability: number])[],
  wanted: readonly WantedAnswer[],
  what: string,
): void {
  expect(answered.length, what).toBe(Math.min(5, wanted.length));
  for (const [name, probability] of answered) {
    const one = wanted.find((answer) => answer.class === name);
    expect(Math.abs((one?.probability ?? 2) - probability), `${what}: ${name}`).toBeLessThan(1e-4);
  }
}
