import { describe, expect, test } from "vitest";
import cases from "../../test/golden/timm-eval.json" with { type: "json" };
import { bytes } from "../../test/golden.ts";
import type { Interpolation } from "../resample/interpolations.ts";
import { applyEvalTransform } from "./apply-transform.ts";
import type { EvalPlacement } from "./eval-placement.ts";
import { evalTransform } from "./transform.ts";

const modes: readonly EvalPlacement["mode"][] = ["center", "squash", "border"];
const filters: readonly Interpolation[] = ["nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"];

describe("evaluation sees to the bit what timm's does", () => {
  test.each(cases)("of $width×$height, $mode, $interpolation, crop $cropPct", (golden) => {
    const { width, height, cropPct } = golden;
    const mode = modes.find((one) => one === golden.mode);
    const interpolation = filters.find((one) => one === golden.interpolation);
    const image = { data: bytes(golden.source), width, height, channels: 3 as const };
    const transform = evalTransform({
      size: 16,
      mode: mode ?? "center",
      cropPct,
      interpolation,
      mean: [0.485, 0.456, 0.406],
    });
    expect([...applyEvalTransform(image, transform).data]).toEqual([...bytes(golden.result)]);
  });
});
