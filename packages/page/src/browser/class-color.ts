/** A colour for each class: light, so that black words are read on it, and far from those of its neighbours. */
export function classColor(index: number): string {
  const goldenAngle = 137.508;
  return `hsl(${Math.round((50 + index * goldenAngle) % 360)} 95% 68%)`;
}
