import { expect, test } from "vitest";
import { parseReply } from "./parse-reply.ts";

const outputs = { logits: [1], training: { loss: 2, gradientNorm: 3, nextLoss: 4 } };
const started = { kind: "started", parameters: 5, versions: { torch: "2" }, outputs, phasesMs: { "build model": 1 } };

test.each([
  started,
  { ...started, outputs: null },
  { ...started, outputs: { logits: [1], training: null } },
  { kind: "stepped", durationsMs: [1, 2], losses: [3, 4], tracingMs: 0, processorMs: 3, nativeCalls: null },
  { kind: "reduced", durationsMs: [1, 2], processorMs: 3 },
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
  JSON.stringify({ ...started, versions: { torch: 2 } }),
  JSON.stringify({ ...started, outputs: { ...outputs, training: { ...outputs.training, loss: null } } }),
])("quotes what is no reply: %s", (line) => {
  expect(() => parseReply(line)).toThrow(/expected one reply in a line of JSON, got "/);
});
