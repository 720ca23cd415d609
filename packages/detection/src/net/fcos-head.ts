/** What FCOS says of every location: classes, distances to the sides of a box, and how central the location is. */
import { concat, type Rank, reshape, type Tensor3D, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import {
  type Context,
  Convolution,
  chainCost,
  constant,
  GroupNorm,
  type Layer,
  type MapShape,
  normal,
  Relu,
  runLayers,
} from "@tresnet/blocks";
import { relu } from "@tresnet/tensor-ops";

/** How an `FcosHead` is built. */
export interface FcosHeadOptions {
  /** Channels of the pyramid's maps. */
  readonly channels: number;
  /** Convolutions before each answer. */
  readonly convolutions: number;
  /** Groups of the group norms; they divide the channels. */
  readonly groups: number;
  /** Classes that are told apart. */
  readonly numClasses: number;
}

/** What the head says of all locations of a batch, levels one after the other, each map row by row. */
export interface FcosAnswers {
  /** Logits of the classes, float32 [n, locations, classes]. */
  readonly classLogits: Tensor3D;
  /** Distances to the left, top, right and bottom side, in strides of the level, float32 [n, locations, 4]. */
  readonly ltrb: Tensor3D;
  /** Logits of the centre-ness, float32 [n, locations, 1]. */
  readonly centernessLogits: Tensor3D;
}

/** The share of foreground that the class logits begin with. */
const firstShare = 0.01;

/**
 * FCOS's head, shared by all levels of a pyramid. Field names are torchvision's, and so are the keys of the weights.
 *
 * @see Tian et al. 2019, https://arxiv.org/abs/1904.01355 (torchvision models/detection/fcos.py, FCOSHead)
 */
export class FcosHead {
  /** The tower and the layer of the classes. */
  readonly classificationHead: { readonly conv: readonly Layer[]; readonly clsLogits: Convolution };
  /** The tower and the layers of the distances and of the centre-ness. */
  readonly regressionHead: {
    readonly conv: readonly Layer[];
    readonly bboxReg: Convolution;
    readonly bboxCtrness: Convolution;
  };

  /** @throws RangeError when the groups do not divide the channels. */
  constructor({ channels, convolutions, groups, numClasses }: FcosHeadOptions) {
    const bias = constant(-Math.log((1 - firstShare) / firstShare));
    this.classificationHead = {
      conv: tower(channels, convolutions, groups),
      clsLogits: new Convolution(channels, numClasses, { ...layer, bias }),
    };
    this.regressionHead = {
      conv: tower(channels, convolutions, groups),
      bboxReg: new Convolution(channels, 4, layer),
      bboxCtrness: new Convolution(channels, 1, layer),
    };
  }

  /** Runs the head on a pyramid's maps float32 [n, h, w, channels], the finest first. */
  forward(maps: readonly Tensor4D[], context: Context): FcosAnswers {
    const answers = maps.map((map) => this.#level(map, context));
    const joined = (part: keyof FcosAnswers) =>
      concat<Tensor3D>(
        answers.map((answer) => answer[part]),
        1,
      );
    return { classLogits: joined("classLogits"), ltrb: joined("ltrb"), centernessLogits: joined("centernessLogits") };
  }

  /** Counts the multiply-adds for the maps of one image. */
  cost(maps: readonly MapShape[]): number {
    const { conv: classTower, clsLogits } = this.classificationHead;
    const { conv: boxTower, bboxReg, bboxCtrness } = this.regressionHead;
    return maps.reduce((sum, map) => {
      const branches = [chainCost([...classTower, clsLogits], map), chainCost([...boxTower, bboxReg], map)];
      return branches.reduce((all, { multiplyAdds }) => all + multiplyAdds, sum + bboxCtrness.cost(map).multiplyAdds);
    }, 0);
  }

  #level(map: Tensor4D, context: Context): FcosAnswers {
    return tidy(() => {
      const { clsLogits } = this.classificationHead;
      const { bboxReg, bboxCtrness } = this.regressionHead;
      const classes = runLayers(this.classificationHead.conv, map, context); // [n, h, w, channels]
      const boxes = runLayers(this.regressionHead.conv, map, context); // [n, h, w, channels]
      return {
        classLogits: rows(clsLogits.forward(classes, context)), // [n, h·w, classes]
        ltrb: rows(relu(bboxReg.forward(boxes, context))), // [n, h·w, 4]
        centernessLogits: rows(bboxCtrness.forward(boxes, context)), // [n, h·w, 1]
      };
    });
  }
}

/** How the head's convolutions are built and begin. */
const layer = { kernelSize: 3, bias: true, kernel: normal(0.01) } as const;

/** Convolutions, each with its norm and activation, in one list: a layer's place is in its weights' names. */
function tower(channels: number, convolutions: number, groups: number): readonly Layer[] {
  return Array.from({ length: convolutions }, () => [
    new Convolution(channels, channels, layer),
    new GroupNorm(channels, groups),
    new Relu(),
  ]).flat();
}

/** A map's positions row by row: [n, h, w, c] → [n, h·w, c]. */
function rows(map: Tensor4D): Tensor3D {
  const [n, height, width, channels] = map.shape;
  return reshape<Rank.R3>(map, [n, height * width, channels]);
}
