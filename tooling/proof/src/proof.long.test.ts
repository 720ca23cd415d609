/** Some of what `pnpm proof` does with many: kills and damage, by the same code. */
import { expect, test } from "vitest";
import { damageRuns } from "./damage/print-damage.ts";
import { killTrainings } from "./kills/print-kills.ts";

const silent = () => undefined;

test("a training with everything that a checkpoint carries ends with the same bits, wherever it is killed", async () => {
  const [tally] = await killTrainings({ count: 1, seed: 1, names: ["drops"], tell: silent });
  expect(tally).toMatchObject({ trainings: 1, equal: 1, differences: [] });
});

test("damaged run directories end by a named error or as they would have, and never otherwise in silence", async () => {
  const runs = await damageRuns({ count: 24, seed: 1, tell: silent });
  const told = runs.filter(({ outcome }) => !["named error", "same end", "same end, told"].includes(outcome.name));
  expect(told).toEqual([]);
  expect(runs.length).toBe(24);
  expect(runs.filter(({ outcome }) => outcome.name === "named error").length).toBeGreaterThan(12);
});
