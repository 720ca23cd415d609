import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "./program.ts";

/** The commands that do something, with their names as typed. */
function leaves(command: Command, before: readonly string[] = []): (readonly [name: string, command: Command])[] {
  return command.commands.flatMap((one) => {
    const name = [...before, one.name()];
    return one.commands.length > 0 ? leaves(one, name) : [[name.join(" "), one] as const];
  });
}

test.each(leaves(createProgram()))("the help of %s fits a terminal", (_, command) => {
  const lines = command.configureHelp({ helpWidth: 80 }).helpInformation().split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});
