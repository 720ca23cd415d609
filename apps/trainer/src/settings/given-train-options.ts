/** The settings of a training as a command line gives them: recipe, then file, then flags. */
import { UsageError } from "../errors.ts";
import { readConfig } from "../options/read-config.ts";
import { type OptionLayer, resolveOptions } from "../options/resolve-options.ts";
import { findRecipe } from "./recipes/recipes.ts";
import { type TrainOptions, trainTable } from "./train-options.ts";

/** What stands on the command line. */
export interface GivenTrainOptions {
  /** The command, for messages. */
  readonly command: string;
  /** The argument without a flag. */
  readonly data: string | undefined;
  readonly config: unknown;
  readonly recipe: unknown;
  readonly flags: Readonly<Record<string, unknown>>;
}

/** @throws UsageError that names what is wrong and where it stands. */
export async function givenTrainOptions(given: GivenTrainOptions): Promise<TrainOptions> {
  const { command, data, config, recipe, flags } = given;
  if (data !== undefined && flags.data !== undefined && flags.data !== data) {
    throw new UsageError(`${command}: got the data twice, "${data}" and --data ${String(flags.data)}. Give it once.`);
  }
  const layers: OptionLayer[] = [
    ...(typeof recipe === "string" ? [recipeLayer(recipe)] : []),
    ...(typeof config === "string" ? [await readConfig(config)] : []),
    { source: "command line", values: { ...flags, ...(data === undefined ? {} : { data }) } },
  ];
  return resolveOptions(trainTable, layers);
}

function recipeLayer(name: string): OptionLayer {
  return { source: `recipe ${name}`, values: findRecipe(name).options };
}
