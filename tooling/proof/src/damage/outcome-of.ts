/** What becomes of a damaged run that is resumed. */
import { cp, rm } from "node:fs/promises";
import path from "node:path";
import {
  CheckpointError,
  DataError,
  InterruptedError,
  resume,
  UsageError,
} from "../../../../apps/trainer/src/index.ts";
import { runDifferences } from "../../../../apps/trainer/test/run-differences.ts";
import type { Mutation } from "./mutation.ts";
import { runFiles } from "./mutation.ts";

/** The columns of the table. The last three must not be. */
export const outcomes = [
  "named error",
  "same end",
  "same end, told",
  "other end, told",
  "other end in silence",
  "other error",
  "no end",
] as const;

/** One column of the table. */
export type OutcomeName = (typeof outcomes)[number];

/** How a damaged run ended. */
export interface Outcome {
  readonly name: OutcomeName;
  /** What was said, or what differs. */
  readonly words: string;
}

/** Whether an outcome is a fault of the program. */
export function isFault({ name }: Outcome): boolean {
  return name === "other end in silence" || name === "other error" || name === "no end";
}

/** Where the runs lie: the damaged one is made of `run`, and compared with `whole`, which was never damaged. */
export interface Runs {
  readonly run: string;
  readonly whole: string;
  /** The folder that is damaged; there is none before and none after. */
  readonly scratch: string;
}

/** Damages a copy of a run, resumes it and compares its end. */
export async function outcomeOf({ damage }: Mutation, { run, whole, scratch }: Runs): Promise<Outcome> {
  await cp(run, scratch, { recursive: true });
  const told: string[] = [];
  try {
    await damage(scratch);
    await resume(scratch, {
      signal: AbortSignal.timeout(300_000),
      onEvent: (event) => event.type === "notice" && event.level !== "info" && told.push(event.message),
    });
    const differences = await runDifferences(scratch, whole);
    const end = differences.length === 0 ? "same end" : "other end";
    const words = [...told, ...differences].join("; ").slice(0, 500);
    if (told.length > 0) return { name: `${end}, told`, words };
    return { name: end === "same end" ? end : "other end in silence", words };
  } catch (error) {
    return { name: nameOf(error, scratch), words: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function nameOf(error: unknown, scratch: string): OutcomeName {
  if (error instanceof InterruptedError) return "no end";
  const isOurs = [CheckpointError, DataError, UsageError].some((one) => error instanceof one);
  const message = error instanceof Error ? error.message : "";
  return isOurs && [path.basename(scratch), ...runFiles].some((name) => message.includes(name))
    ? "named error"
    : "other error";
}
