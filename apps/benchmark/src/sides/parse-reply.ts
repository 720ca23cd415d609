/** Reads a side's reply: it comes from another program, maybe in another language, and is believed in nothing. */
import { z } from "zod";
import { replyParser } from "../processes/reply-process.ts";
import type { Reply } from "../terms/messages.ts";

const number = z.number();

const outputs = z.object({
  logits: z.array(number),
  training: z.object({ loss: number, gradientNorm: number, nextLoss: number }).nullable(),
});

const reply = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("started"),
    parameters: number,
    versions: z.record(z.string(), z.string()),
    outputs: outputs.nullable(),
    phasesMs: z.record(z.string(), number),
  }),
  z.object({
    kind: z.literal("stepped"),
    durationsMs: z.array(number),
    losses: z.array(number),
    tracingMs: number,
    processorMs: number,
    nativeCalls: number.nullable(),
  }),
  z.object({ kind: z.literal("reduced"), durationsMs: z.array(number), processorMs: number }),
  z.object({ kind: z.literal("finished"), peakMemoryBytes: number }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]) satisfies z.ZodType<Reply>;

/**
 * Reads a line as a side's reply.
 * @throws Error that quotes the line, when it is no reply.
 */
export const parseReply: (line: string) => Reply = replyParser(reply);
