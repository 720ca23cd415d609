/** The page that `npm run demo` ends with, in Chromium: it answers as `tresnet predict` does, whatever computes. */
import path from "node:path";
import { openDataset } from "@tresnet/data";
import { notRun } from "@tresnet/vitest";
import { serveFolder } from "@tresnet/vitest/browser";
import { describe, expect, test } from "vitest";
import { expectAnswers, pageBackends, visitPage, type WantedAnswer } from "./page-visitor.ts";
import { tresnet } from "./run-in-process.ts";

const imageCount = 10;

/** The run that the demo left, which `tooling/scripts/demo-page.mjs` names. */
function demoRun(): string {
  return process.env["TRESNET_DEMO_RUN"] ?? notRun("there is no run of the demo; .ci/run makes one");
}

/** Photographs of the demo's data from all over its test images. */
async function photographs(): Promise<readonly string[]> {
  const { test: images } = await openDataset("solar-cells");
  if (images === undefined) throw new Error("solar-cells: expected test images, got none.");
  return Array.from({ length: imageCount }, (_, index) => {
    const source = images.source(Math.floor((index * images.length) / imageCount));
    expect(source.kind).toBe("file");
    return source.kind === "file" ? source.path : "";
  });
}

async function predicted(run: string, files: readonly string[]): Promise<readonly (readonly WantedAnswer[])[]> {
  const options = ["--checkpoint", run, "--precision", "float32", "--topk", "5", "--json"];
  const { code, stdout, stderr } = await tresnet("predict", ...files, ...options);
  expect(code, stderr).toBe(0);
  const { images }: { images: { predictions: WantedAnswer[] }[] } = JSON.parse(stdout);
  return images.map(({ predictions }) => predictions);
}

describe("the demo's page", () => {
  test.each(pageBackends)("answers ten photographs as tresnet predict does, on %s", async (backend) => {
    const run = demoRun();
    const server = await serveFolder(path.join(run, "site"));
    try {
      const visit = await visitPage(server);
      try {
        const files = await photographs();
        const wanted = await predicted(run, files);
        await visit.open(backend);
        for (const [index, file] of files.entries()) {
          expectAnswers(await visit.ask(file), wanted[index] ?? [], path.basename(file));
        }
        expect(visit.complaints).toEqual([]);
      } finally {
        await visit.close();
      }
    } finally {
      await server.close();
    }
  });
});
