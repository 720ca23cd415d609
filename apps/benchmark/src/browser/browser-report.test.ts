import { expect, test } from "vitest";
import { browserReport } from "./browser-report.ts";
import type { BrowserMeasurement } from "./measure-browser.ts";

const measurement: BrowserMeasurement = {
  case: { task: "infer", model: "tresnet_m", imageSize: 224, batchSize: 1, classes: 1000, seed: 3 },
  rounds: 3,
  imagesPerTurn: 2,
  warmUpImages: 1,
  browser: { version: "156.0", isolated: true, cores: 2, webgl: "ANGLE (Some Card)", webgpu: null },
  cores: "0,1",
  machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
  othersShare: 0.2,
  disturbed: ["the machine was busy"],
  results: [
    {
      name: "tresnet wasm 4",
      program: "tresnet",
      backend: "wasm",
      threads: 4,
      dtype: "fp32",
      model: "tresnet_m, random weights",
      versions: { "TensorFlow.js": "4.22.0" },
      imageMs: { lower: 190, median: 200, upper: 210 },
      roundsMs: [220, 180, 200],
    },
    {
      name: "tresnet webgl",
      program: "tresnet",
      backend: "webgl",
      threads: 1,
      dtype: "fp32",
      model: "tresnet_m, random weights",
      versions: { "TensorFlow.js": "4.22.0" },
      imageMs: { lower: 9, median: 10, upper: 11 },
      roundsMs: [10],
    },
  ],
  absent: [{ peer: "transformers.js q8 wasm 1", reason: "not installed." }],
};

test("says the model, the size, the browser, cores, threads and ranges, and that weights are random", () => {
  const report = browserReport(measurement);
  expect(report).toContain("## tresnet_m in a web page, 224×224, 1000 classes, one image at a time");
  expect(report).toContain("3 rounds of 2 images a side, in turns, after 2 images of warm-up, on cores 0,1.");
  expect(report).toContain("Random weights are of seed 3");
  expect(report).toContain("Chromium 156.0, which sees 2 cores; one browser for each side. Some CPU, 2 cores");
  expect(report).toContain(
    "| tresnet wasm 4 | tresnet_m, random weights | WebAssembly | 4 | 200.0 [190.0–210.0] | 180.0 to 220.0 |",
  );
  expect(report).toContain("| tresnet webgl | tresnet_m, random weights | ANGLE (Some Card) | – | 10.0 [9.0–11.0] |");
  expect(report).toContain("| transformers.js q8 wasm 1 | absent |");
  expect(report).toContain("transformers.js q8 wasm 1 is absent: not installed.");
  expect(report).toContain("Disturbed: the machine was busy.");
});
