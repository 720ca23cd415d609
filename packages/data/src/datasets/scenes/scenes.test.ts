import { describe, expect, test } from "vitest";
import { DataError } from "../../errors.ts";
import { random } from "../../random.ts";
import { openDataset } from "../open-dataset.ts";
import { drawScene, sceneObjects } from "./draw-scene.ts";
import { syntheticScenes } from "./scenes.ts";
import { shapeNames } from "./shapes.ts";

test("a box is exactly that of the pixels of its shape", () => {
  for (const label of shapeNames.keys()) {
    const object = { label, x: 12, y: 20, side: 37, color: [200, 20, 40] };
    const ground = drawScene(96, [], random(7));
    const { data } = drawScene(96, [object], random(7));
    const changed = Array.from({ length: 96 * 96 }, (_, at) => at).filter((at) =>
      [0, 1, 2].some((c) => data[3 * at + c] !== ground.data[3 * at + c]),
    );
    const columns = changed.map((at) => at % 96);
    const rows = changed.map((at) => Math.floor(at / 96));
    // A pixel may happen to have the ground's colour, none of a whole side has.
    expect([Math.min(...columns), Math.min(...rows), Math.max(...columns) + 1, Math.max(...rows) + 1]).toEqual([
      12, 20, 49, 57,
    ]);
  }
});

test("scenes repeat for a seed, differ otherwise, and have boxes inside that do not overlap", () => {
  const { train } = syntheticScenes({ seed: 3, classes: 6, counts: [40, 1, 1] });
  const again = syntheticScenes({ seed: 3, classes: 6, counts: [40, 1, 1] }).train;
  expect([again.boxes(5), again.source(5)]).toEqual([train.boxes(5), train.source(5)]);
  expect(syntheticScenes({ seed: 4, classes: 6 }).train.boxes(5)).not.toEqual(train.boxes(5));
  const classes = new Set<number>();
  for (let index = 0; index < train.length; index++) {
    const { boxes, labels } = train.boxes(index);
    expect(labels.length).toBeGreaterThan(0);
    expect(boxes.every((side) => side >= 0 && side <= 128)).toBe(true);
    for (const label of labels) classes.add(label);
    expect(train.labels(index)).toEqual([...new Set(labels)].sort());
  }
  expect(classes.size).toBe(6);
});

test("objects of a scene lie apart", () => {
  for (let seed = 0; seed < 50; seed++) {
    const objects = sceneObjects(128, 4, random(seed));
    for (const [at, a] of objects.entries()) {
      for (const b of objects.slice(at + 1)) {
        const gapX = Math.max(b.x - a.x - a.side, a.x - b.x - b.side);
        const gapY = Math.max(b.y - a.y - a.side, a.y - b.y - b.side);
        expect(Math.max(gapX, gapY)).toBeGreaterThan(0);
      }
    }
  }
});

describe("options", () => {
  test.each([{ classes: 7 }, { classes: 0 }, { size: 16 }, { counts: [0, 1, 1] as const }])(
    "%j is refused",
    (options) => {
      expect(() => syntheticScenes(options)).toThrow(DataError);
    },
  );

  test("synthetic gives scenes where boxes are asked for", async () => {
    const parts = await openDataset("synthetic", { boxes: {}, synthetic: { counts: [3, 2, 1] } });
    expect([parts.train.length, parts.val?.length, parts.test?.length]).toEqual([3, 2, 1]);
    expect(parts.train.classNames).toEqual(["square", "disc", "cross", "triangle"]);
  });
});
