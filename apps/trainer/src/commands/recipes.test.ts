import { expect, test } from "vitest";
import { tresnet } from "../../test/run-in-process.ts";
import { recipes } from "../settings/recipes/recipes.ts";

test("one line a recipe", async () => {
  const { code, stdout } = await tresnet("recipes");
  expect(code).toBe(0);
  const names = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[0]);
  expect(names).toEqual(Object.keys(recipes));
});

test("a recipe by name, as flags to copy", async () => {
  const { code, stdout } = await tresnet("recipes", "coco-l");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^tresnet train .*--model tresnet_l.* --img-size 448 .*--loss asl/m);
});

test("--json prints an object with the settings", async () => {
  const { code, stdout } = await tresnet("recipes", "cifar10-s", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    recipes: [expect.objectContaining({ name: "cifar10-s", ...recipes["cifar10-s"] })],
  });
});

test("an unknown name is answered by the one that was meant", async () => {
  const { code, stderr } = await tresnet("recipes", "cifar10-x");
  expect(code).toBe(2);
  expect(stderr).toMatch(/"cifar10-x".*cifar10-(s|xl)/);
});
