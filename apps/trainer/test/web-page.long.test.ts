/** The page in Chromium: the answers of `tresnet predict`, any path, offline, a strict policy. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { pageFiles } from "@tresnet/page";
import { noise } from "@tresnet/vitest";
import { openChromium, serveFolder } from "@tresnet/vitest/browser";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const photos = Array.from({ length: 10 }, (_, index) => `${index}.${["png", "jpg", "webp"][index % 3]}`);
const answersOf = new Map<string, readonly { readonly class: string; readonly probability: number }[]>();

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tresnet(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-page-"));
  const settings = "--img-size 32 --batch-size 8 --epochs 1 --workers 0 --precision float32 --train-per-class 8";
  await succeed("train", "synthetic", ...settings.split(" "), "--output", folder, "--experiment", "run");
  for (const [index, name] of photos.entries()) {
    const [width, height] = [40 + 7 * index, 90 - 5 * index];
    const bytes = Uint8Array.from(noise(width * height * 3, index, 0, 25 * (index + 1)));
    await sharp(bytes, { raw: { width, height, channels: 3 } }).toFile(at(name));
  }
  const options = ["--checkpoint", at("run"), "--precision", "float32", "--topk", "4", "--json"];
  const { images } = JSON.parse(await succeed("predict", ...photos.map((name) => at(name)), ...options));
  for (const { file, predictions } of images) answersOf.set(path.basename(file), predictions);
  await succeed("export", at("run"), "--format", "web", "--output", at("site"));
});
afterAll(() => rm(folder, { recursive: true }));

test("answers ten images as tresnet predict does, on wasm, WebGL and WebGPU, under any path; then offline", async () => {
  const [browser, server] = await Promise.all([openChromium(), serveFolder(at("site"), "some/path/")]);
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", ({ message }) => void complaints.push(message));
  const ready = async (backend: string) => {
    await page.locator("#backend:enabled").waitFor();
    expect(await page.inputValue("#backend")).toBe(backend);
  };
  const expectAnswers = async (name: string) => {
    const before = Number(await page.getAttribute("#answers", "data-images"));
    await page.setInputFiles("#file", at(name));
    await page.locator(`#answers[data-images="${before + 1}"]`).waitFor();
    const rows = await page.$$eval(".answer", (items) =>
      items.map(
        (item) => [item.querySelector(".name")?.textContent, Number(item.getAttribute("data-probability"))] as const,
      ),
    );
    expect(rows).toHaveLength(4);
    for (const [answered, probability] of rows) {
      const wanted = answersOf.get(name)?.find((one) => one.class === answered);
      expect(Math.abs((wanted?.probability ?? 2) - probability), `${name}: ${answered}`).toBeLessThan(1e-4);
    }
  };
  try {
    for (const backend of ["wasm", "webgl", "webgpu"]) {
      await page.goto(`${server.url}?backend=${backend}`);
      await ready(backend);
      for (const name of photos) await expectAnswers(name);
      expect(await page.textContent("#time")).toMatch(/^[\d.]+ ms an image$/);
    }
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    await server.close();
    await page.goto(`${server.url}?backend=wasm`);
    await ready("wasm");
    await expectAnswers(photos[0] ?? "");
    expect(complaints).toEqual([]);
    expect(server.requests.every((asked) => asked.startsWith("some/path/"))).toBe(true);
  } finally {
    await browser.close();
    await server.close();
  }
});

test("is at most 600 kB to download besides the model", async () => {
  const files = await pageFiles({ model: new Map() });
  const bytes = [...files.values()].reduce((sum, content) => sum + gzipSync(content).length, 0);
  expect(bytes).toBeLessThan(600_000);
});
