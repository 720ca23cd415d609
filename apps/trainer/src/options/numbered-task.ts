/** `--task`, which has two meanings on a command line: what a model answers, and which of several processes this is. */
import type { Command } from "commander";
import { UsageError } from "../errors.ts";

const isNumber = (text: string) => /^\d+$/.test(text);

/** Lets `--task` stand there twice: once with a word, once with a number. */
export function collectTasks(command: Command): void {
  const option = command.options.find((each) => each.attributeName() === "task");
  option?.argParser((text: string, earlier: readonly string[] = []) => [...earlier, text]);
}

/**
 * Deals what was given by `--task` to the setting that it means: a number says which of `--cluster` this process is.
 * @throws UsageError when one of them was given twice.
 */
export function dealTasks({ task, clusterTask, ...flags }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given: readonly string[] = Array.isArray(task) ? task.map(String) : [];
  const numbers = [...given.filter(isNumber), ...(clusterTask === undefined ? [] : [String(clusterTask)])];
  const words = given.filter((text) => !isNumber(text));
  for (const [name, several] of [["--task", words] as const, ["--cluster-task", numbers] as const]) {
    if (new Set(several).size <= 1) continue;
    throw new UsageError(`${name}: expected one, got ${several.join(" and ")}. Give it once.`);
  }
  const [word, number] = [words[0], numbers[0]];
  return {
    ...flags,
    ...(word !== undefined && { task: word }),
    ...(number !== undefined && { clusterTask: isNumber(number) ? Number(number) : number }),
  };
}
