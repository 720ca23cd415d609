/** The settings that say how many processes train together, and which of them this is. */
import { z } from "zod";
import { byDefault, choice, decimal, integer, names, otherwise, toggle } from "../../options/option.ts";

/** Where a process stands among those that train together: no part of what is trained. */
export const placeOptions = {
  processes: otherwise(
    integer({ min: 1, max: 1024 }, "processes of this machine that train together, each on its share of the cores"),
    "1, or as many as --cluster has",
  ),
  cluster: otherwise(
    names("host:port,…", "address of every process that trains along, the same list for all; private networks only"),
    "the variable TF_CONFIG, where it is set",
  ),
  clusterTask: otherwise(
    integer({ min: 0, max: 1023 }, "which of --cluster this process is, from 0; --task with a number is the same"),
    "none",
  ),
  clusterTimeout: otherwise(decimal({ min: 0.01, max: 10_000 }, "minutes to wait until all processes have come"), "5"),
  tfConfig: otherwise(
    toggle("leave the variable TF_CONFIG alone, which else stands for --cluster and --cluster-task"),
    "on",
  ),
} as const;

/** The table of places as one schema. */
export const placeTable = z.object(placeOptions);

/** Where a process stands, checked. */
export type PlaceOptions = z.output<typeof placeTable>;

/** The settings of processes that train together, in the order of `--help`. */
export const clusterOptions = {
  ...placeOptions,
  gradientFormat: byDefault(
    choice(["float32", "bfloat16"], "how gradients travel between processes; bfloat16: half the bytes, rounded"),
    "float32",
  ),
  syncBn: byDefault(toggle("batch norm of the whole batch, of all processes, in place of each one's own part"), false),
} as const;
