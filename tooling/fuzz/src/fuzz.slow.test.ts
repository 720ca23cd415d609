import { expect, test } from "vitest";
import { formats } from "./formats.ts";
import { runFuzz } from "./run-fuzz.ts";

test.each(formats.map(({ format, mutations }) => ({ name: format.name, format, mutations })))(
  "$mutations damaged files of $name are refused by name or read right, within the reader's limits",
  async ({ format, mutations }) => {
    const seeds = (await format.seeds()).length;
    const { read, refused, faults, greatest } = await runFuzz(format, { mutations, seed: 1 });
    expect(faults).toEqual([]);
    expect(read + refused).toBeGreaterThanOrEqual(seeds + mutations);
    // Neither a reader that takes anything nor a mutator that changes nothing would be a test.
    expect(read).toBeGreaterThan(seeds);
    expect(refused).toBeGreaterThan(mutations / 4);
    expect(greatest.bytes).toBeLessThanOrEqual(1);
    expect(greatest.operations).toBeLessThanOrEqual(1);
  },
);
