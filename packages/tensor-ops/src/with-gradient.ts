import { customGrad, type Tensor } from "@tensorflow/tfjs-core";

/** A function on tensors together with its gradient. */
export interface Differentiable<Y extends Tensor, Saved extends readonly Tensor[]> {
  /** The result, and the tensors that `backward` will need. */
  readonly forward: () => { readonly y: Y; readonly saved: Saved };
  /** From the gradient of the result to the gradient of every input, in order. */
  readonly backward: (dy: Y, saved: Saved) => Tensor[];
}

/**
 * Runs `forward` on `inputs` with `backward` as its gradient.
 *
 * Only `saved` stays in memory until the backward pass: what else `forward` makes is released at once.
 */
export function withGradient<Y extends Tensor, const Saved extends readonly Tensor[]>(
  inputs: readonly Tensor[],
  { forward, backward }: Differentiable<Y, Saved>,
): Y {
  const differentiable = customGrad<Y>((...args) => {
    const { y, saved } = forward();
    const save = args.at(-1);
    if (typeof save === "function") save([...saved]);
    // tfjs gives back exactly what was saved, in the same order.
    return { value: y, gradFunc: (dy, kept) => backward(dy, kept as readonly Tensor[] as Saved) };
  });
  return differentiable(...inputs);
}
