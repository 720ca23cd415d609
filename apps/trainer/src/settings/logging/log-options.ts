/** Flags of `train` for figures that go elsewhere besides the run directory. */
import { byDefault, integer, names, otherwise, toggle } from "../../options/option.ts";

export const logOptions = {
  log: otherwise(
    names(
      "name,…",
      "where figures and pictures go besides the run directory: tensorboard (event files in the run), mlflow:URI (a tracking server)",
    ),
    "nowhere else",
  ),
  logEvery: byDefault(integer({ min: 1 }, "of --log: steps from one to the next that is logged"), 10),
  logHistograms: byDefault(toggle("of --log tensorboard: histograms of all weights after each epoch"), false),
} as const;
