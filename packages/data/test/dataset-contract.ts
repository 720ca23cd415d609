/** What every dataset has to keep to. */
import { expect, test } from "vitest";
import type { Dataset } from "../src/dataset/dataset.ts";

/** Registers the tests that each dataset must pass; `open` is called once. */
export function testDataset(name: string, open: () => Promise<Dataset>): void {
  test(`${name} keeps the contract of a dataset`, async () => {
    const dataset = await open();
    expect(dataset.length).toBeGreaterThan(0);
    expect(new Set(dataset.classNames).size).toBe(dataset.classNames.length);
    const ids = new Set<string>();
    for (let index = 0; index < dataset.length; index++) {
      const label = dataset.label(index);
      expect(Number.isInteger(label) && label >= 0 && label < dataset.classNames.length).toBe(true);
      expect(dataset.label(index)).toBe(label);
      const source = dataset.source(index);
      expect(dataset.source(index)).toEqual(source);
      if (source.kind === "pixels") expect(source.data.length).toBe(source.width * source.height * source.channels);
      ids.add(dataset.id(index));
    }
    expect(ids.size).toBe(dataset.length);
  });
}
