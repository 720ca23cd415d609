import { modelInfo, modelNames } from "@tresnet/zoo";
import { expect, test } from "vitest";
import { tresnet } from "../../test/run-in-process.ts";
import { modelTable } from "./models.ts";

test("one line a model, under a heading", () => {
  const lines = modelTable(modelNames.map(modelInfo));
  expect(lines).toHaveLength(modelNames.length + 1);
  expect(lines[2]).toMatch(/^tresnet_m +31\.4 M +5\.74 G +2048 +224×224$/);
});

test("--json prints an array with the facts of every model", async () => {
  const { code, stdout } = await tresnet("models", "--json");
  expect(code).toBe(0);
  const models: unknown = JSON.parse(stdout);
  expect(models).toHaveLength(modelNames.length);
  expect(models).toContainEqual(
    expect.objectContaining({
      name: "tresnet_m",
      parameters: 31_389_032,
      multiplyAdds224: expect.any(Number),
      features: 2048,
      inputSize: 224,
    }),
  );
});
