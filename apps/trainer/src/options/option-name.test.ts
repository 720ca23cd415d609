import { expect, test } from "vitest";
import { flagOf, keyOf } from "./option-name.ts";

test("a key and its flag are one name", () => {
  expect(flagOf("modelEmaDecay")).toBe("model-ema-decay");
  for (const name of ["model-ema-decay", "model_ema_decay", "modelEmaDecay"]) expect(keyOf(name)).toBe("modelEmaDecay");
});
