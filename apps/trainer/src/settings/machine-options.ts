/** The settings of `setup` and `doctor`. */
import { z } from "zod";
import { byDefault, choice } from "../options/option.ts";

const device = byDefault(choice(["auto", "cpu", "gpu"], "auto looks for an NVIDIA GPU and its driver"), "auto");

/** Under the headings of the help. */
export const setupSections = { Options: { device } } as const;

export const setupTable = z.strictObject({ device });
