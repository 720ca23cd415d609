import { expect, test } from "vitest";
import { currentScope, scopeOf, withPart, withScope } from "./tracing-scope.ts";

test.each([
  ["body.layer1.0.conv1/Conv2D_7", "body.layer1.0.conv1"],
  ["body.layer1.0.conv1/backward/Mul_8", "body.layer1.0.conv1/backward"],
  // Names that the graph optimizer makes.
  ["body.conv1.bn/Placeholder_5-0-CastToBf16-0-AutoMixedPrecision", "body.conv1.bn"],
  ["ConstantFolding/body.conv1/backward/RealDiv_3_recip", "body.conv1/backward"],
  ["body.conv1/ArithmeticOptimizer/AddOpsRewrite_Add_4", "body.conv1"],
  ["Conv2D_7", ""],
  ["ArithmeticOptimizer/AddOpsRewrite_Add_4", ""],
])("the scope of %s is %j", (name, scope) => {
  expect(scopeOf(name)).toBe(scope);
});

test("a scope lasts as long as its action, whatever that does", () => {
  const inner = withScope("outer", () => [withScope("inner.0", currentScope), currentScope()]);
  expect(inner).toEqual(["inner.0", "outer"]);
  expect(() =>
    withScope("outer", () => {
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(currentScope()).toBe("");
});

test("a part adds its name to the scope around it, and names nothing outside of one", () => {
  expect(withScope("outer", () => [withPart("inner", currentScope), currentScope()])).toEqual(["outer.inner", "outer"]);
  expect(withPart("inner", currentScope)).toBe("");
});

test.each(["", "Layer", "a b", "a/b", ".a"])("refuses the name %j", (name) => {
  expect(() => withScope(name, () => 0)).toThrow(`expected a name such as "body.layer1.0.conv1", got "${name}"`);
});
