/** A colour for each class of objects, the same on every picture. */

/** Colours that are told apart on photographs, also by most who see few colours. */
const first = ["#ffb000", "#35d0ff", "#ff5fa2", "#7dff5a", "#a58bff", "#ff7043", "#00e0a4", "#f5f05a"] as const;

/** The golden angle: as many hues as there are, no two of them close. */
const turn = 137.508;

/** The colour of a class as "#rrggbb", by its position among the classes. */
export function classColor(label: number): string {
  return first[label] ?? fromHue((label * turn) % 360);
}

/** Black or white, whichever is read more easily on a colour "#rrggbb". */
export function inkOn(color: string): "#000000" | "#ffffff" {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#000000" : "#ffffff";
}

/** A strong colour of a hue, 0 to 360; the lightness changes, too, from one turn to the next. */
function fromHue(hue: number): string {
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    const share = 0.6 - 0.4 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(share * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
