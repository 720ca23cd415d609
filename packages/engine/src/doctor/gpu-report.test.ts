import { expect, test } from "vitest";
import { type GpuFacts, gpuReason } from "./gpu-report.ts";

const linux = { platform: "linux", arch: "x64" } as const;
const gpus = { driver: "550.54.15", devices: ["/dev/nvidia0"] };
const cuda = { flavor: "cuda", source: "cache" } as const;
const facts: GpuFacts = { machine: linux, device: "auto", library: cuda, running: undefined };

test.each([
  ["it runs on it", { ...facts, running: "gpu" }, gpus, undefined, /^TensorFlow computes on the GPU\.$/],
  [
    "macOS",
    { ...facts, machine: { platform: "darwin", arch: "arm64" } },
    gpus,
    undefined,
    /no build for NVIDIA GPUs on darwin-arm64/,
  ],
  ["no GPU", facts, { driver: undefined, devices: [] }, undefined, /^No NVIDIA driver is loaded/],
  ["a container without access", facts, { ...gpus, devices: [] }, undefined, /driver 550\.54\.15 is loaded.*container/],
  ["no driver", facts, { ...gpus, driver: undefined }, undefined, /\/dev\/nvidia0, but NVIDIA's driver is not loaded/],
  ["the CPU was asked for", { ...facts, device: "cpu" }, gpus, undefined, /device "cpu" was asked for/],
  ["it is hidden", facts, gpus, "-1", /CUDA_VISIBLE_DEVICES="-1" hides it/],
  ["it is hidden by an empty list", facts, gpus, "", /CUDA_VISIBLE_DEVICES="" hides it/],
  [
    "an override for CPUs",
    { ...facts, library: { flavor: "cpu", source: "override" } },
    gpus,
    "0",
    /unset TRESNET_TENSORFLOW_DIR/,
  ],
  [
    "a cached library for CPUs",
    { ...facts, library: { flavor: "cpu", source: "cache" } },
    gpus,
    "0",
    /fetch one with CUDA/,
  ],
  ["nothing fetched yet", { ...facts, library: null }, gpus, "GPU-1234", /will be fetched/],
  [
    "TensorFlow sees none",
    { ...facts, running: "cpu" },
    gpus,
    undefined,
    /sees no GPU: driver 550\.54\.15 may be too old/,
  ],
  ["all is well", facts, gpus, "0,1", /will compute on the GPU\.$/],
] as const)("says why when %s", (_, given, found, visible, sentence) => {
  expect(gpuReason(given, found, visible)).toMatch(sentence);
});
