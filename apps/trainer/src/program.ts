/** The command `tresnet`: its subcommands, and what becomes of their errors. */
import { Command, CommanderError } from "commander";
import { addDemoCommand } from "./commands/demo.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addModelsCommand } from "./commands/models.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { addSetupCommand } from "./commands/setup.ts";
import { addTrainCommand } from "./commands/train.ts";
import { InterruptedError } from "./errors.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { tresnetVersion } from "./run/environment.ts";

/** The program, without having parsed anything. */
export function createProgram(): Command {
  const program = new Command("tresnet")
    .description("Train TResNet image classifiers on your own photographs.")
    .version(tresnetVersion)
    .showSuggestionAfterError()
    .showHelpAfterError("(see --help)")
    .exitOverride();
  const commands = [
    addTrainCommand,
    addEvaluateCommand,
    addPredictCommand,
    addModelsCommand,
    addDoctorCommand,
    addSetupCommand,
    addDemoCommand,
  ];
  for (const add of commands) add(program);
  for (const command of program.commands) command.exitOverride().showHelpAfterError("(see --help)");
  return program;
}

/** Runs the command line `args` (without node and the script) and returns the process's exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync([...args], { from: "user" });
    return exitCodes.done;
  } catch (error) {
    // Commander has printed its message already; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    report(error);
    return exitCodeOf(error);
  }
}

function report(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const text = process.env.TRESNET_DEBUG && error instanceof Error ? (error.stack ?? message) : message;
  const label = error instanceof InterruptedError ? "" : "error: ";
  process.stderr.write(`${label}${text}\n`);
}
