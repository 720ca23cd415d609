/** The process of our side of `tresnet-bench accuracy`: does what its parent asks, one line of JSON after another. */
import { answerRequests, sendReply } from "../processes/answer-requests.ts";
import type { AccuracyReply, AccuracyRequest } from "./sides/accuracy-messages.ts";
import { type OwnTraining, ownTraining } from "./sides/own-training.ts";

let training: OwnTraining | undefined;

await answerRequests(answer);

async function answer(request: AccuracyRequest): Promise<AccuracyReply | undefined> {
  switch (request.kind) {
    case "start": {
      training = await ownTraining(request);
      const { parameters, versions, dataSha256 } = training;
      return { kind: "started", parameters, versions, dataSha256 };
    }
    case "epoch":
      if (training === undefined) throw new Error("accuracy-process: expected `start` before `epoch`.");
      return training.epoch(sendReply);
    case "finish":
      await training?.leave();
      return undefined;
    default:
      return request satisfies never;
  }
}
