import { customGrad, type Tensor } from "@tensorflow/tfjs-core";

/** A function of tensors together with its gradient. */
export interface Differentiable<Y extends Tensor, Saved extends readonly Tensor[]> {
  /** Computes the result, and names the tensors that `backward` will need. */
  readonly forward: () => { readonly y: Y; readonly saved: Saved };
  /** Computes the gradient of every input, in order, from that of the result and from what was saved. */
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
    return { value: y, gradFunc: (dy, tensors) => backward(dy, tensors as readonly Tensor[] as Saved) };
  });
  return differentiable(...inputs);
}
