import { expect, test } from "vitest";
import { absence, browserSides } from "./browser-sides.ts";

test("WebAssembly has a side for each count of threads, all else one; transformers.js has no WebGL", () => {
  const sides = browserSides(["wasm", "webgl", "webgpu"], [1, 4]);
  expect(sides.map(({ name }) => name)).toEqual([
    "tresnet wasm 1",
    "transformers.js q8 wasm 1",
    "transformers.js fp32 wasm 1",
    "tresnet wasm 4",
    "transformers.js q8 wasm 4",
    "transformers.js fp32 wasm 4",
    "tresnet webgl",
    "tresnet webgpu",
    "transformers.js fp32 webgpu",
  ]);
  expect(sides.map(({ threads }) => threads)).toEqual([1, 1, 1, 4, 4, 4, 1, 1, 1]);
});

test("a backend that the processor stands in for counts where it is named alone", () => {
  const parts = { isolated: true, cores: 2, webgl: "ANGLE (Google, SwiftShader driver)", webgpu: null };
  const [wasm, webgl, webgpu] = [["wasm"], ["webgl"], ["webgpu"]] as const;
  const reason = (backends: Parameters<typeof browserSides>[0], byName: boolean, given = parts) =>
    browserSides(backends, [1]).map((side) => absence(side, given, byName))[0];
  expect(reason(wasm, false)).toBeUndefined();
  expect(reason(webgl, true)).toBeUndefined();
  expect(reason(webgl, false)).toContain("SwiftShader driver)). --backends webgl measures that.");
  expect(reason(webgl, false, { ...parts, webgl: "ANGLE (NVIDIA H200)" })).toBeUndefined();
  expect(reason(webgpu, true)).toBe("this Chromium has no webgpu here.");
});
