/** Reads a side's reply: it comes from another program, maybe in another language, and is believed in nothing. */
import { z } from "zod";
import type { Reply } from "../terms/messages.ts";
import { parseJson } from "../text/parse-json.ts";

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
    nativeCalls: number.nullable(),
  }),
  z.object({ kind: z.literal("finished"), peakMemoryBytes: number }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]) satisfies z.ZodType<Reply>;

/**
 * The reply in a line.
 * @throws Error that quotes the line, when it is no reply.
 */
export function parseReply(line: string): Reply {
  const { success, data } = reply.safeParse(parseJson(line));
  if (success) return data;
  throw new Error(`expected one reply in a line of JSON, got "${line.slice(0, 200)}".`);
}
