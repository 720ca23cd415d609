import { stat } from "node:fs/promises";
import { expect, test } from "vitest";
import type { FuzzFormat } from "./format.ts";
import { runFuzz } from "./run-fuzz.ts";

/** A format that reads anything, and costs a byte for each of the file's; a limit of 0 for an empty file. */
const pairs: FuzzFormat = {
  name: "pairs",
  ending: ".pairs",
  seeds: async () => [Buffer.from("abababab"), Buffer.alloc(0)],
  async read(file, costs) {
    costs.bytes += (await stat(file)).size;
  },
  isNamed: () => false,
  limits: (fileBytes) => ({ bytes: fileBytes, operations: 0 }),
};

test("an empty file has no share of its limits, and the largest is told by name", async () => {
  const { greatest, largest, faults, read } = await runFuzz(pairs, { mutations: 20, seed: 1 });
  expect({ greatest, faults, read }).toEqual({ greatest: { bytes: 1, operations: 0 }, faults: [], read: 22 });
  expect(largest.bytes).toBeGreaterThanOrEqual(8);
  expect(largest.name).toMatch(/^(source 0|mutation \d+ of seed 1)$/);
});

test("a cost beyond its limit is a fault, also where the limit is 0", async () => {
  const costly: FuzzFormat = {
    ...pairs,
    read: async (_, costs) => {
      costs.operations += 1;
    },
  };
  const { faults } = await runFuzz(costly, { mutations: 0, seed: 1 });
  expect(faults).toEqual([
    "source 0: 1 operations for a file of 8 bytes, limit 0",
    "source 1: 1 operations for a file of 0 bytes, limit 0",
  ]);
});
