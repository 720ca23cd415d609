/** The names of the views over which test-time augmentation averages. */

/** The choices of `--tta`. */
export const viewNames = ["none", "flip", "flips", "crops", "flip,crops", "flips,crops"] as const;

/** What the choices mean, for `--help`. */
export const viewsHelp =
  "average over views of an image: flip: its mirror image; flips: upside down and both ways too; crops: center and corners";

/** A choice of `--tta`. */
export type ViewName = (typeof viewNames)[number];
