import { expect, test } from "vitest";
import { resize } from "../resample/resize.ts";
import { evalPlacement } from "./eval-placement.ts";
import { withBorder } from "./with-border.ts";

test("a grey image lies in the middle of a coloured square", () => {
  const image = { data: Uint8Array.of(10, 20), width: 2, height: 1, channels: 1 as const };
  const placement = evalPlacement(image, { mode: "border", cropPct: 1, size: 2 });
  const { data, width, height, channels } = withBorder(image, placement, { mean: [1, 0.5, 0] });
  expect([width, height, channels]).toEqual([2, 2, 3]);
  expect([...data]).toEqual([10, 10, 10, 20, 20, 20, 255, 128, 0, 255, 128, 0]);
});

test("an image that is as large as the window is what resizing makes of it", () => {
  const image = { data: Uint8Array.from({ length: 27 }, (_, i) => i * 9), width: 3, height: 3, channels: 3 as const };
  const placement = evalPlacement(image, { mode: "border", cropPct: 0.8, size: 4 });
  expect(withBorder(image, placement, {}).data).toEqual(resize(image, placement).data);
});
