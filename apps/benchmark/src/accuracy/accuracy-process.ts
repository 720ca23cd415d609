/** The process of our side of `tresnet-bench accuracy`: does what its parent asks, one line of JSON after another. */
import { createInterface } from "node:readline";
import type { AccuracyReply, AccuracyRequest } from "./sides/accuracy-messages.ts";
import { type OwnTraining, ownTraining } from "./sides/own-training.ts";

let training: OwnTraining | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  const request: AccuracyRequest = JSON.parse(line);
  if (request.kind === "finish") break;
  try {
    reply(await answer(request));
  } catch (error) {
    reply({ kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
process.stdin.destroy();

async function answer(request: Exclude<AccuracyRequest, { kind: "finish" }>): Promise<AccuracyReply> {
  if (request.kind === "epoch") {
    if (training === undefined) throw new Error("accuracy-process: expected `start` before `epoch`.");
    return training.epoch(reply);
  }
  training = await ownTraining(request);
  const { parameters, versions, dataSha256 } = training;
  return { kind: "started", parameters, versions, dataSha256 };
}

function reply(message: AccuracyReply): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
