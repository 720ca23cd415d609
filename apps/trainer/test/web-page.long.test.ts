/** The page in Chromium: the answers of `tresnet predict`, any path, offline, a strict policy. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { pageFiles } from "@tresnet/page";
import { noise } from "@tresnet/vitest";
import { serveFolder } from "@tresnet/vitest/browser";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswers, pageBackends, visitPage, type WantedAnswer } from "./page-visitor.ts";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const photos = Array.from({ length: 10 }, (_, index) => `${index}.${["png", "jpg", "webp"][index % 3]}`);
const answersOf = new Map<string, readonly WantedAnswer[]>();

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
  const server = await serveFolder(at("site"), "some/path/");
  const visit = await visitPage(server);
  const expectTheirs = async (name: string) =>
    expectAnswers(await visit.ask(at(name)), answersOf.get(name) ?? [], name);
  try {
    for (const backend of pageBackends) {
      await visit.open(backend);
      for (const name of photos) await expectTheirs(name);
      expect(await visit.page.textContent("#time")).toMatch(/^[\d.]+ ms an image$/);
    }
    await visit.page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    await server.close();
    await visit.open("wasm");
    await expectTheirs(photos[0] ?? "");
    expect(visit.complaints).toEqual([]);
    expect(server.requests.every((asked) => asked.startsWith("some/path/"))).toBe(true);
  } finally {
    await visit.close();
    await server.close();
  }
});

test("is at most 600 kB to download besides the model", async () => {
  const files = await pageFiles({ model: new Map() });
  const bytes = [...files.values()].reduce((sum, content) => sum + gzipSync(content).length, 0);
  expect(bytes).toBeLessThan(600_000);
});
