/** Draws one scene: ground with a texture, and shapes on it. */
import type { Pixels } from "../../dataset/pixels.ts";
import type { Random } from "../../random.ts";
import { shapeOf } from "./shapes.ts";

/** A shape in its square of whole pixels. */
export interface SceneObject {
  readonly label: number;
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly color: readonly number[];
}

const mostObjects = 6;

/** Draws what is on a scene: one to six shapes of an eighth to two fifths of its side that do not overlap. */
export function sceneObjects(size: number, classes: number, draws: Random): readonly SceneObject[] {
  const count = 1 + draws.integer(mostObjects);
  const objects: SceneObject[] = [];
  for (let attempt = 0; attempt < 20 * count && objects.length < count; attempt++) {
    const side = Math.round(size * draws.uniform(0.125, 0.4));
    const object = {
      label: draws.integer(classes),
      x: draws.integer(size - side + 1),
      y: draws.integer(size - side + 1),
      side,
      color: [0, 1, 2].map(() => draws.integer(256)),
    };
    if (objects.every((other) => areApart(object, other))) objects.push(object);
  }
  return objects;
}

function areApart(a: SceneObject, b: SceneObject): boolean {
  return a.x + a.side < b.x || b.x + b.side < a.x || a.y + a.side < b.y || b.y + b.side < a.y;
}

/** Draws a scene of so many pixels a side. */
export function drawScene(size: number, objects: readonly SceneObject[], draws: Random): Pixels {
  const scene = drawGround(size, draws);
  for (const object of objects) drawObject(scene, object, draws);
  return scene;
}

/** Waves of grey in a random direction, with noise. */
function drawGround(size: number, draws: Random): Pixels {
  const data = new Uint8ClampedArray(size * size * 3);
  const tint = [0, 1, 2].map(() => draws.uniform(90, 160));
  const [alongX, alongY, phase] = [draws.uniform(-0.6, 0.6), draws.uniform(-0.6, 0.6), draws.uniform(0, 6)];
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const wave = 20 * Math.sin(alongX * x + alongY * y + phase);
      const noise = Math.floor(draws.next() * 2 ** 24);
      for (let c = 0; c < 3; c++) data[at++] = (tint[c] ?? 0) + wave + (((noise >> (8 * c)) & 255) - 128) / 6;
    }
  }
  return { data: new Uint8Array(data.buffer), width: size, height: size, channels: 3 };
}

/** A shape in its colour, brought away from that of the ground's middle grey, with noise. */
function drawObject(scene: Pixels, { label, x: left, y: top, side, color }: SceneObject, draws: Random): void {
  const isInside = shapeOf(label);
  const isDark = draws.next() < 0.5;
  const paint = color.map((value) => (isDark ? value * 0.3 : 255 - (255 - value) * 0.3));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (!isInside((x + 0.5) / side, (y + 0.5) / side)) continue;
      const at = ((top + y) * scene.width + left + x) * 3;
      const noise = draws.uniform(-12, 12);
      for (let c = 0; c < 3; c++) scene.data[at + c] = Math.max(0, Math.min(255, Math.round((paint[c] ?? 0) + noise)));
    }
  }
}
