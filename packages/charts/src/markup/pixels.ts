/** A number of pixels as SVG writes it, with one decimal at most: 12.34 is "12.3", 5 is "5". */
export function pixels(value: number): string {
  return String(Number(value.toFixed(1)));
}
