/** Colours by name, as a reader with light and one with dark settings sees them. */

/** Colours and shades of a light page. */
export const light = {
  paper: "#f6f7f9",
  card: "#fff",
  ink: "#16202c",
  quiet: "#5d6b7a",
  line: "#e2e7ed",
  band: "#eef1f5",
  accent: "#0b7a75",
  "accent-soft": "#0b7a7518",
  other: "#a9b4c0",
  "series-1": "#0b7a75",
  "series-2": "#d9622b",
  "series-3": "#6a5acd",
  right: "11 122 117",
  wrong: "217 98 43",
  shadow: "0 1px 2px #10182010,0 4px 16px #1018200a",
} as const;

/** Colours and shades of a dark page, by the names of `light`. */
export const dark = {
  paper: "#0e141b",
  card: "#161e27",
  ink: "#e6edf3",
  quiet: "#93a1b0",
  line: "#27323e",
  band: "#27323e",
  accent: "#3fc1b8",
  "accent-soft": "#3fc1b81f",
  other: "#5d6b7a",
  "series-1": "#3fc1b8",
  "series-2": "#f0905c",
  "series-3": "#a79cf0",
  right: "63 193 184",
  wrong: "240 144 92",
  shadow: "none",
} as const satisfies Record<keyof typeof light, string>;
