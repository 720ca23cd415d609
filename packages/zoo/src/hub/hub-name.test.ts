import { expect, test } from "vitest";
import { isHubName, isRepository, parseHubName } from "./hub-name.ts";

test("a name is a repository and a version, main where it is not said", () => {
  expect(parseHubName("hf-hub:ann/solar-cells")).toEqual({ repository: "ann/solar-cells", revision: "main" });
  expect(parseHubName("hf-hub:ann/a.b_c@refs/pr/1")).toEqual({ repository: "ann/a.b_c", revision: "refs/pr/1" });
  expect([isHubName("hf-hub:x"), isHubName("tresnet_m"), isHubName("hf_hub:x/y")]).toEqual([true, false, false]);
});

test.each([
  "hf-hub:ann",
  "hf-hub:ann/b/c",
  "hf-hub:/b",
  "hf-hub:../b",
  "hf-hub:ann/..",
  "hf-hub:ann/a--b",
  "hf-hub:ann/b@../../x",
  "hf-hub:ann/b@",
  "hf-hub:ann/b@a@b",
  "hf-hub:ann/b c",
] as const)("%s is none", (name) => {
  expect(() => parseHubName(name)).toThrow(
    `expected a model of the hub as hf-hub:user/name or hf-hub:user/name@revision, got "${name}"`,
  );
});

test("a repository has a user and a name that are names of folders", () => {
  expect(["ann/b", "ann/b.git", "a/b\\c", `ann/${"x".repeat(200)}`].map(isRepository)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
