/** Where the same step spends its time in PyTorch: means over the steps. */
import { z } from "zod";
import { pythonProgram } from "../../processes/program.ts";
import { type Finished, runProgram } from "../../processes/run-program.ts";
import { startRequest } from "../../sides/start-request.ts";
import { spread } from "../../text/statistics.ts";
import { type Primitive, readPrimitive } from "../onednn-log.ts";
import { convolutionClass, type OpClass } from "../op-classes.ts";
import type { OwnProfileOptions } from "../profile-own.ts";
import type { PeerProfile } from "./peer-profile.ts";
import { pytorchClass } from "./pytorch-class.ts";

const profiled = z.object({
  kind: z.literal("profiled"),
  versions: z.record(z.string(), z.string()),
  durationsMs: z.array(z.number()).nonempty(),
  ops: z.array(z.object({ name: z.string(), calls: z.number(), selfMs: z.number() })),
  primitives: z.array(z.string()),
});
const reply = z.discriminatedUnion("kind", [profiled, z.object({ kind: z.literal("failed"), message: z.string() })]);

export type PyTorchReply = z.infer<typeof profiled>;

/**
 * Runs the profile in `python`.
 * @throws Error with Python's message when it fails.
 */
export async function profilePyTorch(python: string, options: OwnProfileOptions): Promise<PeerProfile> {
  const { warmUpSteps, steps, precision, files, threads } = options;
  const start = startRequest({ side: `pytorch-${precision}`, case: options.case, files, threads, check: false });
  const request = JSON.stringify({ ...start, warmUpSteps, steps });
  const program = pythonProgram("pytorch_ops.py", { side: start.side, python, needs: "PyTorch" });
  return summarizePyTorch(parse(await runProgram([...program, request])));
}

/** Sorts what Python sent; of a convolution's backward pass the profiler knows one time, oneDNN's log its two parts. */
export function summarizePyTorch({ durationsMs, versions, ...sent }: PyTorchReply): PeerProfile {
  const steps = durationsMs.length;
  const primitives = sent.primitives.flatMap((line) => readPrimitive(line) ?? []);
  const convolutions = primitives.flatMap((primitive) => {
    const { product, implementation, ms } = primitive;
    if (product === null) return [];
    // The log has a line for every step: of time and of work, one step's share.
    return [{ product: { ...product, gigaflop: product.gigaflop / steps }, implementation, ms: ms / steps }];
  });
  const inside = {
    forward: sum(primitives.filter((primitive) => isConvolution(primitive, true))),
    backward: sum(primitives.filter((primitive) => isConvolution(primitive, false))),
  };
  const ops = sent.ops.map(({ name, calls, selfMs }) => {
    const convolved = name === "aten::mkldnn_convolution" ? inside.forward : 0;
    const ms = selfMs - (name === "aten::convolution_backward" ? inside.backward : convolved);
    return { name, opClass: pytorchClass(name), calls: calls / steps, ms: ms / steps };
  });
  const classes = new Map<OpClass, number>();
  const add = (opClass: OpClass, ms: number) => classes.set(opClass, (classes.get(opClass) ?? 0) + ms);
  for (const { opClass, ms } of ops) add(opClass, ms);
  for (const { product, ms } of convolutions) add(convolutionClass(product), ms);
  return {
    name: "PyTorch",
    method: "ops by its profiler's own time, convolutions by oneDNN's log",
    measuredMs: spread(durationsMs),
    versions,
    classes,
    ops,
    products: convolutions,
  };
}

function isConvolution({ product }: Primitive, forward: boolean): boolean {
  return product !== null && (product.direction === "forward") === forward;
}

function sum(primitives: readonly Primitive[]): number {
  return primitives.reduce((total, { ms }) => total + ms, 0);
}

function parse({ exitCode, output }: Finished): PyTorchReply {
  const line = output.trim().split("\n").at(-1) ?? "";
  const { success, data } = reply.safeParse(line.startsWith("{") ? JSON.parse(line) : undefined);
  if (!success)
    throw new Error(`pytorch_ops.py: ended with ${exitCode} and without a profile. Run \`peers\` to see its versions.`);
  if (data.kind === "failed") throw new Error(`pytorch_ops.py: ${data.message}`);
  return data;
}
