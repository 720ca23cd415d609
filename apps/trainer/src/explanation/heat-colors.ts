/** The colours of heat: matplotlib's "inferno", which is read right in grey and by the colour-blind too. */

/** Inferno at eighths of its range, from cold to hot: red, green and blue, 0 to 255. */
const inferno: readonly (readonly [number, number, number])[] = [
  [0, 0, 4],
  [31, 12, 72],
  [85, 15, 109],
  [136, 34, 106],
  [186, 54, 85],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
];

/** The colour of heat from 0 to 1: red, green and blue, 0 to 255, between the eighths on a straight line. */
export function heatColor(heat: number): readonly [red: number, green: number, blue: number] {
  const place = Math.min(1, Math.max(0, heat)) * (inferno.length - 1);
  const before = Math.min(Math.floor(place), inferno.length - 2);
  const share = place - before;
  const between = (channel: 0 | 1 | 2) => {
    const [a, b] = [inferno[before]?.[channel] ?? 0, inferno[before + 1]?.[channel] ?? 0];
    return a + (b - a) * share;
  };
  return [between(0), between(1), between(2)];
}
