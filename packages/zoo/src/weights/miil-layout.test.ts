import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fixturePath, goldenCases } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { timmName } from "./miil-layout.ts";

/** The TResNets whose keys are listed. */
const models = await goldenCases(
  () => readdirSync(fixturePath("facts")).flatMap((file) => /^keys_(tresnet_.*)\.json\.gz$/.exec(file)?.[1] ?? []),
  "no golden files",
);

test.each(models)("every name of the authors' %s", (model) => {
  const text = gunzipSync(readFileSync(fixturePath("facts", `keys_${model}.json.gz`))).toString();
  const keys: { key: string; miil_key: string | null }[] = JSON.parse(text);
  const theirs = keys.filter(({ miil_key }) => miil_key !== null);
  // All but the batch norms' counts, which theirs do not have.
  expect(keys.filter(({ miil_key }) => miil_key === null).every(({ key }) => /num_batches_tracked$/.test(key))).toBe(
    true,
  );
  expect(theirs.length).toBeGreaterThan(0);
  for (const { key, miil_key } of theirs) expect(timmName(miil_key ?? "")).toBe(key);
});

test("DataParallel's prefix is dropped, and timm's own names stay", () => {
  expect(timmName("module.body.layer2.0.conv1.0.1.weight")).toBe("body.layer2.0.conv1.bn.weight");
  expect(timmName("body.layer2.0.conv1.bn.weight")).toBe("body.layer2.0.conv1.bn.weight");
});
