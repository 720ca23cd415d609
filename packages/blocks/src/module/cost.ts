/** What a network costs to run: counted from its layers, without running it. */

/** The shape of one image's feature map. */
export interface MapShape {
  /** Rows of the map. */
  readonly height: number;
  /** Columns of the map. */
  readonly width: number;
  /** Numbers of a pixel. */
  readonly channels: number;
}

/** The multiply-adds of one image, and the shape that comes out. */
export interface Cost {
  /**
   * Multiply-adds of convolutions (the blur of a blur pool is one) and matrix products; norms, activations, pools and
   * sums count nothing.
   */
  readonly multiplyAdds: number;
  /** The shape of the output. */
  readonly shape: MapShape;
}

/** A layer whose cost is known from its input's shape. */
export interface Costed {
  /** Counts the layer for one image whose map has this shape. */
  cost(shape: MapShape): Cost;
}

/** Counts layers that run one after the other; an undefined one is a layer that a variant leaves out. */
export function chainCost(layers: readonly (Costed | undefined)[], shape: MapShape): Cost {
  return layers.reduce<Cost>(
    (sum, layer) => {
      const next = layer?.cost(sum.shape);
      return next === undefined ? sum : { multiplyAdds: sum.multiplyAdds + next.multiplyAdds, shape: next.shape };
    },
    { multiplyAdds: 0, shape },
  );
}

/** The shape of a map of which every `stride`-th row and column is kept, the first included: ⌈size/stride⌉. */
export function strided({ height, width, channels }: MapShape, stride: number): MapShape {
  return { height: Math.ceil(height / stride), width: Math.ceil(width / stride), channels };
}
