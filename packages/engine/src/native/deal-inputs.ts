/** Deals a kernel's inputs, which come one by one, to an op's inputs, of which some are lists. */
import { TensorFlowError } from "../errors.ts";
import type { OpAttribute } from "./op-attributes.ts";
import type { InputDefinition } from "./op-definition.ts";

const invalidArgument = 3;

/** What one input of an op gets. */
export interface DealtInput<T> {
  /** Whether the input is a list, of any length; else `values` holds one value. */
  readonly isList: boolean;
  readonly values: readonly T[];
}

/**
 * Deals `values` to the inputs of the op `op`, in order.
 * @throws TensorFlowError when there are more or fewer than the op takes: the graph API would read past their end.
 */
export function dealInputs<T>(
  op: string,
  definitions: readonly InputDefinition[],
  attributes: readonly OpAttribute[],
  values: readonly T[],
): DealtInput<T>[] {
  const dealt: DealtInput<T>[] = [];
  let at = 0;
  for (const { name, lengthAttribute } of definitions) {
    // A list is as long as its attribute says, or takes what the other inputs leave over.
    const length =
      lengthAttribute === undefined
        ? 1
        : (listLength(attributes, lengthAttribute) ?? values.length - (definitions.length - 1));
    const taken = values.slice(at, at + Math.max(length, 0));
    if (taken.length !== length) {
      throw new TensorFlowError(
        `${op}: expected ${Math.max(length, 0)} tensor(s) for its input "${name}", got ${taken.length}. Check the inputs and the attributes.`,
        invalidArgument,
      );
    }
    dealt.push({ isList: lengthAttribute !== undefined, values: taken });
    at += length;
  }
  if (at < values.length) {
    throw new TensorFlowError(`${op}: takes ${at} tensor(s), got ${values.length}. Check the inputs.`, invalidArgument);
  }
  return dealt;
}

/** Reads the length of a list input from its attribute, a number or a list of types; undefined without such. */
function listLength(attributes: readonly OpAttribute[], lengthAttribute: string): number | undefined {
  const value = attributes.find(({ name }) => name === lengthAttribute)?.value;
  if (Array.isArray(value)) return value.length;
  return typeof value === "number" ? value : undefined;
}
