/** Files of settings: YAML with lists, anchors, quotes and blocks, and JSON. */
import { stat } from "node:fs/promises";
import { UsageError } from "../../../../apps/trainer/src/errors.ts";
import { readConfig } from "../../../../apps/trainer/src/options/read-config.ts";
import type { FuzzFormat } from "../format.ts";

export const config: FuzzFormat = {
  name: "config",
  ending: ".yaml",
  seeds: async () => [yaml, json].map((text) => Buffer.from(text)),
  async read(file, costs) {
    const { source, values } = await readConfig(file);
    if (source !== file) throw new Error(`the settings are from ${source}`);
    costs.bytes += (await stat(file)).size;
    costs.operations += valuesIn(values);
  },
  isNamed: (error) => error instanceof UsageError,
  // A hundred aliases may each stand for all that comes before.
  limits: (fileBytes) => ({ bytes: fileBytes + 1, operations: 101 * (fileBytes + 1) }),
};

const yaml = `# A training of a day
model: tresnet_m
batch-size: 64
scale: [0.08, 1.0]
classes: &names
  - cat
  - "dog: \\u00e4"
  - 'it''s'
mean: {red: 0.5, green: 0.25}
again: *names
note: |
  two
  lines
epochs: 0x10
`;

const json = JSON.stringify({ command: "…", options: { epochs: 3, classes: ["a", "b"], lr: 1e-3 }, environment: {} });

/** How many values there are, those of aliases each time that they stand for. */
function valuesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + valuesIn(one), 1);
}
