/** The command `tresnet`: its subcommands, and what becomes of their errors. */
import { Command, CommanderError } from "commander";
import { addBoardCommand } from "./commands/board.ts";
import { addDataCommand } from "./commands/data/data.ts";
import { addDemoCommand } from "./commands/demo/demo.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addExplainCommand } from "./commands/explain.ts";
import { addExportCommand } from "./commands/export.ts";
import { addPushCommand } from "./commands/hub/push.ts";
import { addLrFindCommand } from "./commands/lr-find.ts";
import { addModelsCommand } from "./commands/models.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { addRecipesCommand } from "./commands/recipes.ts";
import { addSetupCommand } from "./commands/setup.ts";
import { addTrainCommand } from "./commands/train.ts";
import { InterruptedError } from "./errors.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { tresnetVersion } from "./run-directory/environment.ts";
import { limitAdvice } from "./terminal/shell-limits.ts";
import { visibleLines } from "./text/visible.ts";

/** The most characters of a message that are printed: whatever it repeats, a person reads its beginning. */
const longestMessage = 10_000;

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
    addLrFindCommand,
    addEvaluateCommand,
    addPredictCommand,
    addExplainCommand,
    addExportCommand,
    addPushCommand,
    addBoardCommand,
    addDataCommand,
    addModelsCommand,
    addRecipesCommand,
    addDoctorCommand,
    addSetupCommand,
    addDemoCommand,
  ];
  for (const add of commands) add(program);
  for (const command of program.commands) command.exitOverride().showHelpAfterError("(see --help)");
  return program;
}

/**
 * Runs the command line `args` (without node and the script) and returns the process's exit code.
 *
 * With --json a failure, too, ends with one line of JSON on stdout: `error` and `exitCode`.
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync([...args], { from: "user" });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done; // help and version
    const exitCode = error instanceof CommanderError ? exitCodes.usage : exitCodeOf(error);
    // Commander has printed its message already.
    if (!(error instanceof CommanderError)) report(error);
    if (args.includes("--json")) process.stdout.write(`${JSON.stringify({ error: messageOf(error), exitCode })}\n`);
    return exitCode;
  }
}

function report(error: unknown): void {
  const text = process.env.TRESNET_DEBUG && error instanceof Error ? error.stack : undefined;
  const label = error instanceof InterruptedError ? "" : "error: ";
  const clearLiveLine = process.stderr.isTTY ? "\r\u001b[2K" : "";
  process.stderr.write(`${clearLiveLine}${label}${visibleLines(text ?? messageOf(error))}\n`);
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const shown = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
  return `${shown}${limitAdvice(message)}`;
}
