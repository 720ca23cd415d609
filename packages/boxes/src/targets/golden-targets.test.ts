/** torchvision's and mmdet's own targets. */
import { fixturePath, goldenCases, readGolden, readGoldenJson, relativeError } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { detectionTargets, type Pyramid, pyramidLocations } from "../index.ts";
import type { DetectionTargetOptions, DetectionTargets } from "./detection-targets.ts";

/** The shapes of a golden pyramid. */
interface GoldenPyramid {
  readonly image: readonly [number, number];
  readonly strides: readonly number[];
  readonly grids: readonly (readonly [number, number])[];
}

interface GoldenCase extends GoldenPyramid {
  readonly case: string;
  readonly boxes: number;
  readonly foreground: number;
  readonly atss: boolean;
}

const read = () => readGoldenJson<readonly GoldenCase[]>("detection", "targets.json");
const noPyramid: GoldenPyramid = { image: [8, 8], strides: [8], grids: [] };
const standIn: GoldenCase = { ...noPyramid, case: "no golden files", boxes: 0, foreground: 0, atss: true };
const cases = (await goldenCases(read, standIn)).map((golden, index) => [golden.case, index, golden] as const);

function pyramidOf({ image: [height, width], strides, grids }: GoldenPyramid, points: "corners" | "centers"): Pyramid {
  const levels = grids.map(([rows, columns], level) => ({ height: rows, width: columns, stride: strides[level] ?? 0 }));
  return { image: { height, width }, levels, points };
}

/** The golden tensors of one case, and the targets that we make of its boxes. */
async function open(index: number, golden: GoldenCase) {
  const file = await readGolden(fixturePath("detection", "targets.safetensors"));
  const get = (name: string) => [...file.get(`${index}.${name}`).values];
  const [boxes, labels] = [get("boxes"), get("labels")];
  const make = (points: "corners" | "centers", options: DetectionTargetOptions = {}) =>
    detectionTargets(boxes, labels, pyramidOf(golden, points), options);
  return { get, has: (name: string) => file.names.includes(`${index}.${name}`), make };
}

/** The rows of locations that have a box. */
function rowsOf({ matched, ltrb }: DetectionTargets): number[] {
  return [...matched].flatMap((box, at) => (box < 0 ? [] : [...ltrb.subarray(4 * at, 4 * at + 4)]));
}

/** float32 of the same float64 numbers. */
const tolerance = 1e-6;

test.each(cases)("torchvision's: %s", async (_, index, golden) => {
  const { get, make } = await open(index, golden);
  const targets = make("corners");
  expect([...targets.matched]).toEqual(get("torchvision.matched"));
  expect(targets.foreground).toBe(golden.foreground);
  const ofForeground = (name: string) => (golden.boxes === 0 ? [] : get(`torchvision.foreground.${name}`));
  expect(relativeError(rowsOf(targets), ofForeground("ltrb"))).toBeLessThan(tolerance);
  const centerness = targets.centerness.filter((_value, at) => (targets.matched[at] ?? -1) >= 0);
  expect(relativeError(centerness, ofForeground("centerness"))).toBeLessThan(tolerance);
  const labels = get("labels");
  expect(targets.classes).toEqual(targets.matched.map((box) => labels[box] ?? -1));
});

test.each(cases)("mmdet's, with and without centre sampling: %s", async (_, index, golden) => {
  const { get, make } = await open(index, golden);
  for (const [name, centerRadius] of [
    ["center", 1.5],
    ["inside", Number.POSITIVE_INFINITY],
  ] as const) {
    const targets = make("centers", { rangeEnds: "closed", centerRadius });
    expect([...targets.classes], name).toEqual(get(`mmdet.${name}.labels`));
    expect(relativeError(rowsOf(targets), get(`mmdet.${name}.foreground.ltrb`)), name).toBeLessThan(tolerance);
  }
});

test.each(cases.filter(([, , { atss }]) => atss))("ATSS: %s", async (_, index, golden) => {
  const { get, make } = await open(index, golden);
  expect([...make("centers", { assigner: "atss" }).matched]).toEqual(get("atss.matched"));
});

test.each(cases)("locations: %s", async (_, index, golden) => {
  const { get, has } = await open(index, golden);
  const corners = pyramidLocations(pyramidOf(golden, "corners"));
  if (!has("torchvision.locations")) {
    expect(corners.sizes.length).toBeGreaterThan(2500);
    return;
  }
  expect([...corners.points]).toEqual(get("torchvision.locations"));
  expect([...corners.sizes]).toEqual(get("torchvision.sizes"));
  expect([...pyramidLocations(pyramidOf(golden, "centers")).points]).toEqual(get("points"));
});

test("matches of the golden losses", async () => {
  const golden = readGoldenJson<GoldenPyramid & { readonly cases: readonly unknown[] }>("detection", "losses.json");
  const file = await readGolden(fixturePath("detection", "losses.safetensors"));
  for (const index of golden.cases.keys()) {
    for (const image of [0, 1]) {
      const get = (name: string) => file.get(`fcos.${index}.${image}.${name}`).values;
      const { matched } = detectionTargets(get("boxes"), get("labels"), pyramidOf(golden, "corners"));
      expect([...matched]).toEqual([...get("matched")]);
    }
  }
});
