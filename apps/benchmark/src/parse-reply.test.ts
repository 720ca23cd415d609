import { expect, test } from "vitest";
import { parseReply } from "./parse-reply.ts";

const outputs = { logits: [1], loss: 2, gradientNorm: 3, nextLoss: 4 };

test.each([
  { kind: "started", parameters: 5, versions: { torch: "2" }, outputs },
  { kind: "stepped", durationsMs: [1, 2], losses: [3, 4] },
  { kind: "finished", peakMemoryBytes: 1 },
  { kind: "failed", message: "no" },
])("reads a reply that is $kind", (reply) => {
  expect(parseReply(JSON.stringify(reply))).toEqual(reply);
});

test.each([
  "Downloading…",
  "null",
  '{"kind":"other"}',
  '{"kind":"stepped","durationsMs":[1],"losses":["2"]}',
  '{"kind":"finished"}',
  JSON.stringify({ kind: "started", parameters: 5, versions: { torch: 2 }, outputs }),
  JSON.stringify({ kind: "started", parameters: 5, versions: {}, outputs: { ...outputs, loss: null } }),
])("quotes what is no reply: %s", (line) => {
  expect(() => parseReply(line)).toThrow(/expected one reply in a line of JSON, got "/);
});
