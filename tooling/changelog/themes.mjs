/**
 * What a reader of the CHANGELOG does, in the order in which the CHANGELOG tells it; and where a change is told that
 * says nothing.
 */

/** @type {Readonly<Record<string, string>>} */
export const themes = {
  moved: "Names that moved",
  train: "Train",
  data: "Data",
  evaluate: "Evaluate and predict",
  weights: "Models, weights and export",
  speed: "Speed and memory",
  program: "From your own program",
  engine: "The engine",
  benchmark: "tresnet-bench",
};

/**
 * The theme of a package's changes, unless they begin with another; the first package of a change in this order
 * decides.
 */
const themeOfPackage = /** @type {const} */ ([
  ["trainer", "train"],
  ["data", "data"],
  ["zoo", "weights"],
  ["preparation", "weights"],
  ["checkpoints", "weights"],
  ["training", "program"],
  ["heads", "program"],
  ["export", "weights"],
  ["detection", "program"],
  ["boxes", "program"],
  ["blocks", "program"],
  ["tensor-ops", "program"],
  ["benchmark", "benchmark"],
  ["engine", "engine"],
  ["files", "engine"],
]);

/**
 * The theme of a change, and its text without the word that named it: "speed: Images come faster."
 * @param {{ packages: readonly string[], summary: string }} change Packages without their scope.
 */
export function themeOf({ packages, summary }) {
  const [, named = "", text = ""] = /^([a-z]+):\s+([\s\S]*)$/.exec(summary) ?? [];
  if (named in themes) return { theme: named, text };
  const [, theme = "engine"] = themeOfPackage.find(([name]) => packages.includes(name)) ?? [];
  return { theme, text: summary };
}
