/** The shapes of drawn scenes: each touches all four sides of its square, and is another one than its turned kin. */

/** Whether a point of the unit square belongs to the shape. */
type Shape = (u: number, v: number) => boolean;

const fromMiddle = (at: number) => Math.abs(at - 0.5);

const shapes = {
  square: () => true,
  disc: (u, v) => Math.hypot(u - 0.5, v - 0.5) <= 0.5,
  cross: (u, v) => Math.min(fromMiddle(u), fromMiddle(v)) < 0.17,
  triangle: (u, v) => fromMiddle(u) <= v / 2,
  ring: (u, v) => Math.hypot(u - 0.5, v - 0.5) <= 0.5 && Math.hypot(u - 0.5, v - 0.5) > 0.28,
  frame: (u, v) => Math.max(fromMiddle(u), fromMiddle(v)) > 0.28,
} as const satisfies Readonly<Record<string, Shape>>;

/** The names of the shapes, which are those of the classes. */
export const shapeNames: readonly string[] = Object.keys(shapes);

/** The shape of a class. */
export function shapeOf(label: number): Shape {
  return Object.values(shapes)[label] ?? shapes.square;
}
