/** `tresnet board`: a page of all runs, which follows those that train. */
import { setPriority } from "node:os";
import { createInterface } from "node:readline";
import { boardFiles } from "@tresnet/board";
import type { Command } from "commander";
import { answerLines } from "../board/processes/answer-lines.ts";
import { answerCommand } from "../board/processes/answer-process.ts";
import { besideVariable } from "../board/processes/board-beside.ts";
import { openInBrowser } from "../board/processes/open-in-browser.ts";
import { ownCommandLine } from "../board/processes/own-command-line.ts";
import { serveBoard } from "../board/server/serve-board.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { boardSections, boardTable } from "../settings/board/board-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { shellWord } from "../text/shell-word.ts";
import { interruptible } from "./interruption.ts";

export function addBoardCommand(program: Command): void {
  const command = program
    .command("board")
    .summary("watch, compare and steer trainings in the browser")
    .description(
      "Serves a page of all runs in a folder: curves that grow while a training goes on, confusions with their images, notes, buttons to stop and to go on, images to try. Ends with Ctrl-C; trainings go on.",
    )
    .argument("[folder]", "the folder of runs", "runs")
    .option("--json", "print one line of JSON with the address; all else goes to stderr");
  addOptions(command, boardSections);
  command.action(async (folder: string, { json, ...values }: Record<string, unknown>) => {
    const { port, host, open } = resolveOptions(boardTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    const files = await boardFiles();
    const board = await serveBoard({ folder, port, host, files, program: commandName(), cli: ownCommandLine() });
    try {
      terminal.line(`The board of ${folder}: ${board.url}`);
      terminal.line(
        isBeside()
          ? `It ends with this training; ${commandName()} board ${shellWord(folder)} opens it again.`
          : "Ctrl-C ends it; trainings go on.",
      );
      terminal.json({ url: board.url });
      if (open && !(await openInBrowser(board.url))) terminal.error("There is no browser to open; open the address.");
      await untilInterrupted(() => terminal.line("The board ends."));
    } finally {
      await board.close();
    }
  });
  addAnswerCommand(program);
}

/** Whether a training has started this process beside itself. */
function isBeside(): boolean {
  return process.env[besideVariable] !== undefined;
}

/** Waits for Ctrl-C, or for the end of the process that has started this one and holds its input open. */
async function untilInterrupted(onEnd: () => void): Promise<void> {
  await interruptible(onEnd, async (signal) => {
    await new Promise<void>((resolve) => {
      const keepAlive = setInterval(() => undefined, 2 ** 30);
      const end = () => {
        clearInterval(keepAlive);
        resolve();
      };
      signal.addEventListener("abort", end);
      if (isBeside()) process.stdin.resume().once("end", end).once("error", end);
    });
  });
  process.stdin.destroy();
}

/** What the board starts to answer images; nothing for people. */
function addAnswerCommand(program: Command): void {
  program
    .command(answerCommand, { hidden: true })
    .argument("<run>")
    .action(async (run: string) => {
      // A training beside it goes first.
      setPriority(10);
      const lines = createInterface({ input: process.stdin });
      await answerLines(run, lines, (line) => void process.stdout.write(`${line}\n`));
      lines.close();
    });
}
