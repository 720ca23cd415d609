import { expect, test } from "vitest";
import { type DemoMachine, demoRecipe } from "./demo.ts";

const none: DemoMachine["gpu"] = { driver: null, devices: [] };
const whole = "solar-cells-demo";
const short = "solar-cells-demo-float32";

test.each<[string, DemoMachine, string]>([
  ["a CPU with bfloat16", { cpu: { bfloat16: true }, gpu: none }, whole],
  ["a CPU without", { cpu: { bfloat16: false }, gpu: none }, short],
  ["a GPU beside it", { cpu: { bfloat16: false }, gpu: { driver: "570.1", devices: ["/dev/nvidia0"] } }, whole],
  ["a GPU that a container hides", { cpu: { bfloat16: false }, gpu: { driver: "570.1", devices: [] } }, short],
])("%s takes its own recipe", (_, machine, name) => {
  expect(demoRecipe(machine)).toBe(name);
});
