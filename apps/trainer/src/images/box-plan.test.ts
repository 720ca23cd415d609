import { buildDetector } from "@tresnet/detection";
import { expect, test } from "vitest";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { nmsThresholdOf, savedDetector } from "./box-plan.ts";

test("the overlap that suppresses is as asked for, else as the detector was trained, else torchvision's", () => {
  const detector = buildDetector("fcos_tresnet_s", { classNames: ["tree"] });
  const saved = (values: Record<string, unknown>) =>
    savedDetector(resolveOptions(trainTable, [{ source: "test", values }]), detector, ["tree"]);
  const trained = saved({ model: "fcos_tresnet_s", nmsThreshold: 0.4 });
  expect(nmsThresholdOf(trained, 0.7)).toBe(0.7);
  expect(nmsThresholdOf(trained, undefined)).toBe(0.4);
  expect(nmsThresholdOf(saved({ model: "fcos_tresnet_s" }), undefined)).toBe(0.6);
  const { detector: _, ...older } = trained;
  expect(nmsThresholdOf(older, undefined)).toBe(0.6);
});
