import { expect, test } from "vitest";
import { findStateDict } from "./find-state-dict.ts";

/** Numbers stand for tensors. */
const kinds = { isTensor: (value: unknown) => typeof value === "number", unread: () => undefined };
type Nested = { readonly [key: string]: number | string | Nested };
const dict = (value: Nested): Map<unknown, unknown> =>
  new Map(Object.entries(value).map(([key, inner]) => [key, typeof inner === "object" ? dict(inner) : inner]));
const find = (value: Nested, useEma = true) => {
  const { tensors, unwrapped } = findStateDict(dict(value), kinds, useEma);
  return [[...tensors.keys()].join(), unwrapped.wrappers.join(), unwrapped.otherWeights.join()];
};

const weights = { a: 1, b: 2, c: 3 };

test.each<[string, Nested, [string, string, string]]>([
  ["a bare state dict", weights, ["a,b,c", "", ""]],
  [
    "timm's order of averages",
    { model_ema: weights, state_dict_ema: weights },
    ["a,b,c", "state_dict_ema", "model_ema"],
  ],
  ["an average of counters only is none", { ema: { updates: 5 }, model: weights }, ["a,b,c", "model", ""]],
  [
    "an average in its own wrapper",
    { ema: { decay: 1, module: weights }, model: weights },
    ["a,b,c", "ema,module", "model"],
  ],
  ["numbers beside a wrapper", { best: 1, step: 2, state_dict: weights }, ["a,b,c", "state_dict", ""]],
  ["a name that is no dict", { model: "tresnet_m", weights }, ["a,b,c", "weights", ""]],
  ["one unknown key", { mine: weights, note: "x" }, ["a,b,c", "mine", ""]],
])("%s", (_, value, expected) => {
  expect(find(value)).toEqual(expected);
});

test("raw weights are taken when asked for, averaged ones where there are no others", () => {
  expect(find({ state_dict_ema: weights, state_dict: weights }, false)[1]).toBe("state_dict");
  expect(find({ state_dict_ema: weights }, false)[1]).toBe("state_dict_ema");
});

test.each<[string, Nested, RegExp]>([
  ["nothing", {}, /^it holds no dict of tensors$/],
  ["several networks", { g: weights, d: weights }, /several dicts of tensors \("g", "d"\)/],
  ["a dict of text", { model: { a: "x" } }, /no dict of tensors, but "model"$/],
])("%s is told", (_, value, message) => {
  expect(() => find(value)).toThrow(message);
});
