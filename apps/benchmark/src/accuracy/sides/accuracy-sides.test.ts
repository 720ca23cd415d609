import { expect, test } from "vitest";
import { accuracySideNames, accuracySides, parseAccuracySides, splitAccuracySides } from "./accuracy-sides.ts";

test("reads sides, and names those there are", () => {
  expect(parseAccuracySides("tresnet:float32, pytorch:bfloat16")).toEqual(["tresnet:float32", "pytorch:bfloat16"]);
  expect(() => parseAccuracySides("tresnet")).toThrow(/out of tresnet:bfloat16, .*, got "tresnet"/);
  expect(accuracySideNames).toEqual(Object.keys(accuracySides));
});

test("lists PyTorch's sides as absent, with the reason, where it is not", () => {
  const asked = ["tresnet:bfloat16", "pytorch:bfloat16", "pytorch:float32"] as const;
  expect(splitAccuracySides(asked, null)).toEqual({ present: asked, absent: [] });
  expect(splitAccuracySides(asked, "not installed.")).toEqual({
    present: ["tresnet:bfloat16"],
    absent: [
      { peer: "pytorch:bfloat16", reason: "not installed." },
      { peer: "pytorch:float32", reason: "not installed." },
    ],
  });
});
