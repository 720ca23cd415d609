/** A side in a browser of its own. */
import type { Browser, Page } from "playwright-core";
import { z } from "zod";
import type { BrowserParts, BrowserSide } from "./browser-sides.ts";
import { openChromium } from "./chromium.ts";

/** Where Chromium is, and what it shows. */
export interface Visit {
  /** The path of Chromium. */
  readonly chromium: string;
  /** The address of the pages, with a slash at the end. */
  readonly url: string;
  /** The most milliseconds that a start or a turn may take. */
  readonly patienceMs: number;
}

/** A side that is ready for turns. */
export interface PageSide {
  /** What was started. */
  readonly side: BrowserSide;
  /** Classifies an image some times, one after another, and gives the milliseconds an image. */
  turn(images: number): Promise<number>;
  /** Ends the browser. */
  close(): Promise<void>;
}

const parts = z.object({
  isolated: z.boolean(),
  cores: z.number(),
  webgl: z.string().nullable(),
  webgpu: z.string().nullable(),
});

/** What a browser is and has. */
export async function probeBrowser(visit: Visit): Promise<BrowserParts & { readonly version: string }> {
  const browser = await openChromium(visit.chromium);
  try {
    const page = await open(browser, visit, "tresnet");
    return { ...parts.parse(await ask(page, "probe", undefined, visit)), version: browser.version() };
  } finally {
    await browser.close();
  }
}

/**
 * Opens a side's page, loads its model and runs it once.
 * @throws Error that names the side, with the page's own words.
 */
export async function startSide(side: BrowserSide, size: number, visit: Visit): Promise<PageSide> {
  const browser = await openChromium(visit.chromium);
  try {
    const page = await open(browser, visit, side.program);
    await ask(page, "start", { ...side, size, pixels: "page/pixels.bin" }, visit);
    return {
      side,
      turn: async (images) =>
        z
          .number()
          .positive()
          .parse(await ask(page, "turn", images, visit)),
      close: () => browser.close(),
    };
  } catch (cause) {
    await browser.close();
    throw new Error(`${side.name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

async function open(browser: Browser, { url, patienceMs }: Visit, name: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${url}${name}.html`);
  await page.waitForFunction("'turn' in globalThis");
  return page;
}

/** Calls a function of the page; the answer is believed in nothing. */
async function ask(page: Page, name: string, given: unknown, { patienceMs }: Visit): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const words = `expected an answer to ${name} in ${patienceMs / 1000} s, got none. Measure a smaller model or size.`;
    timer = setTimeout(() => reject(new Error(words)), patienceMs);
  });
  const answer: Promise<unknown> = page.evaluate(`${name}(${JSON.stringify(given) ?? ""})`);
  answer.catch(() => undefined); // where the time was up, the end of the browser ends it too
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
