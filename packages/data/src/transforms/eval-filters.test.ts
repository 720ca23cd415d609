import { cropModes, interpolations } from "@tresnet/preparation";
import { describe, expect, test } from "vitest";
import cases from "../../test/golden/timm-eval.json" with { type: "json" };
import { bytes } from "../../test/golden.ts";
import { evalCrop } from "./eval-crop.ts";
import { evalTransform } from "./transform.ts";

describe("evaluation sees to the bit what timm's does", () => {
  test.each(cases)("of $width×$height, $mode, $interpolation, crop $cropPct", (golden) => {
    const { width, height, cropPct } = golden;
    const mode = cropModes.find((one) => one === golden.mode);
    const interpolation = interpolations.find((one) => one === golden.interpolation);
    const image = { data: bytes(golden.source), width, height, channels: 3 as const };
    const transform = evalTransform({
      size: 16,
      mode: mode ?? "center",
      cropPct,
      interpolation,
      mean: [0.485, 0.456, 0.406],
    });
    expect([...evalCrop(image, transform).data]).toEqual([...bytes(golden.result)]);
  });
});
