/** Short names of the losses of a detector; others stand as they are called. */
const shortNames: Readonly<Record<string, string>> = {
  classification: "class",
  boxRegression: "box",
  centerness: "center",
};

/** The losses that a loss is the sum of, in short: `(class 0.412 box 0.523 center 0.601)`. */
export function lossesText(losses: Readonly<Record<string, number>>): string {
  return `(${Object.entries(losses)
    .map(([name, loss]) => `${shortNames[name] ?? name} ${loss.toFixed(3)}`)
    .join(" ")})`;
}
