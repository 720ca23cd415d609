/** Gradient checkpointing: of a layer only its input is saved, and the backward pass runs the layer again. */
import { engine, type Tensor, type Tensor1D, type Tensor4D, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { waitFor } from "@tresnet/engine";
import { withGradient } from "@tresnet/tensor-ops";
import { type Layer, runLayers } from "./layer.ts";
import type { Context } from "./module.ts";
import { weightsOf } from "./weights.ts";

/**
 * Runs layers one after the other as `runLayers` does; in training only the input of each is saved, for another forward
 * pass.
 *
 * float32 [n, h, w, c] → float32 [n, h′, w′, c′], with the same output, gradients and running statistics, which are
 * updated once; the second pass draws for drop path what the first one drew.
 * @see Chen et al. 2016, https://arxiv.org/abs/1604.06174 (timm models/_manipulate.py, checkpoint_seq)
 */
export function runCheckpointed(layers: readonly Layer[], x: Tensor4D, context: Context): Tensor4D {
  if (!context.training) return runLayers(layers, x, context);
  return layers.reduce((map, layer) => runOne(layer, map, context), x);
}

function runOne(layer: Layer, x: Tensor4D, context: Context): Tensor4D {
  const { random, frozen } = context;
  const weights = [...weightsOf(layer).values()].filter((weight) => weight.trainable && frozen?.has(weight) !== true);
  return withGradient<Tensor4D, readonly [Tensor4D, ...Tensor1D[]]>([x, ...weights], {
    forward: () => {
      const drawn = random === undefined ? [] : [random.state.clone()];
      return { y: layer.forward(x, context), saved: [x, ...drawn] };
    },
    backward: (dy, [x, drawn]) =>
      tidy(() => {
        // A graph computes what it can as soon as it can, and what it has computed once it does not compute again: held
        // back until dy is known, the second pass is neither in memory before nor one with the first.
        const input = waitFor(x, [dy]);
        const second = () => layer.forward(input, { ...context, update() {} });
        const run = random === undefined || drawn === undefined ? second : () => random.replay(drawn, second);
        return gradientsWithin(run, [input, ...weights], dy);
      }),
  });
}

/** The gradients of `f` by `xs`, inside of another gradient: tfjs has one tape, and would forget the outer one's. */
function gradientsWithin(f: () => Tensor, xs: readonly Tensor[], dy: Tensor): Tensor[] {
  const { state } = engine();
  const { activeTape } = state;
  try {
    const { grads } = engine().gradients(f, [...xs], dy);
    return xs.map((x, index) => grads[index] ?? zerosLike(x));
  } finally {
    state.activeTape = activeTape;
  }
}
