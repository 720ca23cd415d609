import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fixturePath } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { timmName } from "./miil-layout.ts";

test.each(["tresnet_m", "tresnet_l", "tresnet_xl", "tresnet_v2_l"])("every name of the authors' %s", (model) => {
  const text = gunzipSync(readFileSync(fixturePath("facts", `keys_${model}.json.gz`))).toString();
  const keys: { key: string; miil_key: string | null }[] = JSON.parse(text);
  const theirs = keys.filter(({ miil_key }) => miil_key !== null);
  expect(theirs.length).toBeGreaterThan(300);
  for (const { key, miil_key } of theirs) expect(timmName(miil_key ?? "")).toBe(key);
});

test("DataParallel's prefix is dropped, and timm's own names stay", () => {
  expect(timmName("module.body.layer2.0.conv1.0.1.weight")).toBe("body.layer2.0.conv1.bn.weight");
  expect(timmName("body.layer2.0.conv1.bn.weight")).toBe("body.layer2.0.conv1.bn.weight");
});
