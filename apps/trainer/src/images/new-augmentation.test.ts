/** A row added to the table of augmentations is a flag, and reaches the transform, with nothing else changed. */
import type { AugmentationSettings } from "@tresnet/data";
import { Command } from "commander";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { addOptions } from "../options/add-options.ts";
import { byDefault, decimal, infoOf } from "../options/option.ts";
import { resolveOptions } from "../options/resolve-options.ts";

const schema = byDefault(decimal({ min: 0, max: 1 }, "most that colours fade"), 0.25);
const faded = z.object({ fade: schema });

vi.mock("../settings/augmentation/augmentation-rows.ts", async (importOriginal) => {
  const { augmentationRows } = await importOriginal<typeof import("../settings/augmentation/augmentation-rows.ts")>();
  const settings = (values: unknown): AugmentationSettings & { readonly fade?: number } => {
    const { fade } = faded.parse(values);
    return fade > 0 ? { fade } : {};
  };
  return { augmentationRows: { ...augmentationRows, fade: { options: faded.shape, settings } } };
});

const { trainSections, trainTable } = await import("../settings/train-options.ts");
const { trainingTransform } = await import("./data-plan.ts");

const saved = { imgSize: 32, mean: [0, 0, 0], std: [1, 1, 1], cropMode: "center", cropPct: 1 } as const;

function transformOf(...flags: string[]) {
  const command = addOptions(new Command("train").exitOverride(), trainSections);
  const values = command.parse(["--cutout", "0.5", ...flags], { from: "user" }).opts();
  return trainingTransform(resolveOptions(trainTable, [{ source: "command line", values }]), {
    ...saved,
    mean: [...saved.mean],
    std: [...saved.std],
  });
}

test("stands in the help between its neighbours, with its default", () => {
  const keys = Object.keys(trainSections.Augmentation);
  expect(keys.slice(keys.indexOf("reprob"), keys.indexOf("mixup"))).toEqual(["reprob", "fade"]);
  expect(infoOf(schema)).toMatchObject({ help: "most that colours fade", defaultText: "0.25" });
  const help = addOptions(new Command("train"), trainSections).helpInformation();
  expect(help).toMatch(/--fade <x>\s+most that colours fade \(default: 0\.25\)/);
});

test("is a field of the transform, beside those of the others", () => {
  expect(transformOf("--fade", "0.5")).toMatchObject({ fade: 0.5, cutout: { probability: 0.5 } });
  expect(transformOf()).toMatchObject({ fade: 0.25 });
  expect(transformOf("--fade", "0")).not.toHaveProperty("fade");
});

test("is left out where images are trained on as evaluation makes them", () => {
  expect(transformOf("--fade", "0.5", "--no-aug")).not.toHaveProperty("fade");
});

test("has its values checked as those of the others are", () => {
  expect(() => transformOf("--fade", "2")).toThrow("--fade: expected a number from 0 to 1, got 2.");
});
