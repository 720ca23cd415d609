import { describe, expect, test } from "vitest";
import { grey, rectangleDataset, rectanglePicture } from "../../../test/rectangle-dataset.ts";
import { boxSheet } from "./box-sheet.ts";
import { boxColor, boxesSvg, drawBoxes } from "./draw-boxes.ts";
import { inspectBoxes } from "./inspect-boxes.ts";

const picture = rectanglePicture(100, 80, []);
const source = { kind: "pixels", ...picture } as const;

test("boxes are counted by what is odd about them, images and classes without", async () => {
  const train = rectangleDataset([
    {
      source,
      rectangles: [
        [0, 0, 100, 79],
        [5, 5, 8, 30],
        [40, 40, 40, 50],
        [90, 70, 120, 79],
      ],
    },
    { source, rectangles: [] },
    {
      source,
      rectangles: [
        [10, 10, 50, 50],
        [10, 10, 50, 51],
        [60, 10, 90, 50],
      ],
      crowd: 2,
    },
  ]);
  const found = await inspectBoxes({ train: { ...train, classNames: ["rectangle", "disc"] } });
  const [part] = found.parts;
  expect(part).toMatchObject({
    part: "train",
    images: 3,
    boxes: 7,
    crowds: 1,
    classCounts: [7, 0],
    classesWithout: ["disc"],
    imagesWithout: 1,
  });
  expect(part?.perImage).toEqual({ min: 3, median: 3, max: 4 });
  expect(part?.bySize).toEqual([2, 4, 0]);
  const counts = [found.tiny, found.huge, found.degenerate, found.outside, found.doubled].map(({ count }) => count);
  expect(counts).toEqual([1, 1, 1, 1, 1]);
  expect(found.outside.examples[0]).toMatchObject({
    index: 0,
    box: [90, 70, 120, 79],
    className: "rectangle",
    place: "rectangles/0, object 4",
  });
  expect(found.doubled.examples[0]?.index).toBe(2);
  expect(found.warnings.join("\n")).toContain("1 class without a box to train on: disc.");
  expect(found.warnings).toHaveLength(6);
});

test("sound boxes are nothing to warn of, and data without boxes has no parts", async () => {
  const train = rectangleDataset([{ source, rectangles: [[10, 10, 50, 50]] }]);
  expect((await inspectBoxes({ train })).warnings).toEqual([]);
  const { boxes: _, ...plain } = train;
  expect((await inspectBoxes({ train: plain })).parts).toEqual([]);
});

describe("drawn boxes", () => {
  test("lie where they are, in the colour of their class, on grey pictures too", async () => {
    for (const channels of [1, 3] as const) {
      const drawn = await drawBoxes(rectanglePicture(100, 80, [], channels), [{ box: [20, 10, 60, 50], label: 0 }], {
        lineWidth: 2,
      });
      expect([drawn.width, drawn.height, drawn.channels, drawn.data.length]).toEqual([100, 80, 3, 24_000]);
      const at = (x: number, y: number) => [...drawn.data.subarray((y * 100 + x) * 3, (y * 100 + x) * 3 + 3)];
      const dark = [grey.dark, grey.dark, grey.dark];
      expect([at(40, 30), at(10, 5), at(70, 60)]).toEqual([dark, dark, dark]);
      for (const edge of [at(20, 30), at(59, 30), at(40, 10), at(40, 49)]) expect(edge).not.toEqual(dark);
    }
  });

  test("have names that are escaped, and dashes around crowds", () => {
    const svg = boxesSvg({ width: 100, height: 80 }, [
      { box: [1, 2, 30, 40], label: 1, text: `<b>&"'\u0000`, isDashed: true },
    ]);
    expect(svg).toContain("&#60;b&#62;&#38;&#34;&#39; </text>");
    expect(svg).toContain("stroke-dasharray");
    expect(boxesSvg({ width: 9, height: 9 }, [{ box: [Number.NaN, 0, 1, 1], label: 0, text: "x" }])).not.toContain(
      "NaN",
    );
  });

  test("of neighbouring classes have different colours", () => {
    expect(new Set(Array.from({ length: 80 }, (_, label) => boxColor(label))).size).toBeGreaterThan(70);
  });

  test("of several images make a sheet", async () => {
    const data = rectangleDataset(
      Array.from({ length: 3 }, () => ({ source, rectangles: [[10, 10, 50, 50]] as const })),
    );
    const sheet = await boxSheet(data, [0, 1, 2], { side: 64, format: "png", columns: 2 });
    expect([...sheet.subarray(1, 4)]).toEqual([...Buffer.from("PNG")]);
  });
});
