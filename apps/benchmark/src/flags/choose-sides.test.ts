import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { addSideOptions, chooseSides } from "./choose-sides.ts";

afterEach(() => vi.unstubAllEnvs());

test("reads our sides and peers", () => {
  const command = addSideOptions(new Command().exitOverride(), "all");
  expect(command.opts()).toEqual({ against: [] });
  command.parse(["--sides", "eager-float32", "--against", "pytorch-compile,tfjs-wasm"], { from: "user" });
  expect(command.opts()).toEqual({ sides: ["eager-float32"], against: ["pytorch-compile", "tfjs-wasm"] });
});

test("joins ours with the peers that are there; ratios are against those, and the rest has a reason", async () => {
  // no Python at all
  vi.stubEnv("TRESNET_BENCH_PYTHON", process.execPath);
  expect(await chooseSides(["traced-float32"], ["pytorch", "tfjs-wasm"], "infer")).toEqual({
    sides: ["traced-float32", "tfjs-wasm"],
    baselines: ["tfjs-wasm"],
    absent: [{ peer: "pytorch-float32", reason: expect.stringContaining("TRESNET_BENCH_PYTHON names") }],
    python: undefined,
  });
});

test("takes the last side for the baseline where no peer is there", async () => {
  vi.stubEnv("TRESNET_BENCH_PYTHON", process.execPath);
  const { baselines, absent } = await chooseSides(["traced-float32", "eager-float32"], ["tfjs-wasm"], "train");
  expect(baselines).toEqual(["eager-float32"]);
  expect(absent).toMatchObject([{ peer: "tfjs-wasm" }]);
});
