/**
 * Stands in for a side's process, as the Python one is: requests by stdin, replies by stdout. How it behaves is its
 * argument.
 */
import { createInterface } from "node:readline";

const [behaviour] = process.argv.slice(2);
const outputs = { logits: [0.5, -0.5], training: { loss: 0.7, gradientNorm: 2, nextLoss: 0.6 } };
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stderr.write(`heard ${request.kind}\n`);
  if (behaviour === "crash" && request.kind === "steps") process.exit(3);
  if (behaviour === "chatter") process.stdout.write("Downloading weights…\n");
  if (behaviour === "fail") say({ kind: "failed", message: "RuntimeError: out of memory" });
  else if (request.kind === "start") {
    // What it was asked comes back, so that a test can see it.
    const versions = { torch: "2.0", model: request.case.model, threads: String(request.threads) };
    const phasesMs = { "load library": 30, "build model": 20 };
    say({ kind: "started", parameters: 12, versions, outputs: request.check ? outputs : null, phasesMs });
  } else if (request.kind === "steps") {
    const each = (value) => Array(request.count).fill(value);
    const durationsMs = each(5);
    const nativeCalls = 3 * request.count;
    say({ kind: "stepped", durationsMs, losses: each(0.5), tracingMs: 1, processorMs: 4 * request.count, nativeCalls });
  } else if (request.kind === "reduce") {
    say({ kind: "reduced", durationsMs: Array(request.count).fill(2), processorMs: request.count });
  } else {
    say({ kind: "finished", peakMemoryBytes: 1000 });
    process.exit(0);
  }
}
