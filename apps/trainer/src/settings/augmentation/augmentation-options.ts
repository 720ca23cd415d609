/** The flags of all augmentations together, and what they say to the transform. */
import type { AugmentationSettings } from "@tresnet/data";
import type { z } from "zod";
import { augmentationRows } from "./augmentation-rows.ts";

type Rows = typeof augmentationRows;

/** What has the members of every type of the union. */
type Merged<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The options of the table's rows, in one object. */
type Options = Merged<Rows[keyof Rows]["options"]>;

/** The options of every augmentation, in the order of the table. */
export const augmentationOptions: Options = Object.assign(
  {},
  ...Object.values(augmentationRows).map(({ options }) => options),
);

/** The values of these options. */
export type AugmentationOptions = z.output<z.ZodObject<Options>>;

/** The augmentations that the options ask for, by field of the transform. @throws UsageError as the rows do. */
export function augmentationSettings(options: AugmentationOptions): AugmentationSettings {
  return Object.assign({}, ...Object.values(augmentationRows).map((row) => row.settings(options)));
}
