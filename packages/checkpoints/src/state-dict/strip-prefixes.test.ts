import { expect, test } from "vitest";
import { stripPrefixes } from "./strip-prefixes.ts";

test.each([
  [["module.a", "module.b"], ["a", "b"], ["module."]],
  [
    ["_orig_mod.module.a", "_orig_mod.module.b"],
    ["a", "b"],
    ["_orig_mod.", "module."],
  ],
  [["module._orig_mod.a"], ["a"], ["module.", "_orig_mod."]],
  [
    ["model.net.a", "model.net.b", "loss.c"],
    ["a", "b", "loss.c"],
    ["model.", "net."],
  ],
  [
    ["body.0._orig_mod.a", "body.1._fsdp_wrapped_module._orig_mod.b", "c"],
    ["body.0.a", "body.1.b", "c"],
    ["_orig_mod.", "_fsdp_wrapped_module."],
  ],
  [
    ["module.x._orig_mod.a", "module.b"],
    ["x.a", "b"],
    ["module.", "_orig_mod."],
  ],
  [["a", "module.b", "c"], ["a", "module.b", "c"], []], // fewer than half: a part of the model's own
  [["module.a", "a"], ["module.a", "a"], []], // two tensors would have one name
  [["module.", "module."], ["module."], []],
  [[], [], []],
])("%j become %j", (names, expected, prefixes) => {
  const { originals, unwrapped } = stripPrefixes(names);
  expect([...originals.keys()]).toEqual(expected);
  expect(unwrapped.prefixes).toEqual(prefixes);
});
