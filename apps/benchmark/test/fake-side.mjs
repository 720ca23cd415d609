/** Stands in for a side's process, as the Python one is: requests by stdin, replies by stdout. How it behaves is its argument. */
import { createInterface } from "node:readline";

const [behaviour] = process.argv.slice(2);
const outputs = { logits: [0.5, -0.5], loss: 0.7, gradientNorm: 2, nextLoss: 0.6 };
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
    say({ kind: "started", parameters: 12, versions, outputs });
  } else if (request.kind === "steps") {
    say({ kind: "stepped", durationsMs: Array(request.count).fill(5), losses: Array(request.count).fill(0.5) });
  } else {
    say({ kind: "finished", peakMemoryBytes: 1000 });
    process.exit(0);
  }
}
