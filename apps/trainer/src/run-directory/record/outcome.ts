/** outcome.json: how the last process that trained in a run's folder ended. A killed one leaves none. */
import { rm } from "node:fs/promises";
import { readWhole, replaceFile } from "@tresnet/files";
import { z } from "zod";

const outcomeSchema = z.object({
  /** How it ended; "failed" is anything that is none of the others, such as a full disk. */
  state: z.enum(["done", "interrupted", "diverged", "failed"]),
  /** What the command said at its end; "" where it said nothing. */
  message: z.string(),
  /** When that was, as an ISO date. */
  at: z.string(),
});

/** How a training ended. */
export type Outcome = z.output<typeof outcomeSchema>;

/** Writes how a training ended. */
export async function writeOutcome(file: string, outcome: Outcome): Promise<void> {
  await replaceFile(file, (handle) => handle.writeFile(`${JSON.stringify(outcome)}\n`));
}

/** Removes what an earlier process said of its end. */
export async function clearOutcome(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Reads how the last training ended; undefined where it was killed, still runs, or is of an earlier version. */
export async function readOutcome(file: string): Promise<Outcome | undefined> {
  try {
    return outcomeSchema.parse(JSON.parse((await readWhole(file, { mostBytes: 2 ** 16 })).toString("utf8")));
  } catch {
    return undefined;
  }
}
