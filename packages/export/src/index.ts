export type { Net, NetInput, NetNode } from "./net/net.ts";
export type {
  BlurOperation,
  Constant,
  ConstantOperation,
  ConvolutionOperation,
  DenseOperation,
  GroupDenseOperation,
  HeadsOperation,
  LayerNormOperation,
  LeakyReluOperation,
  MaxPoolOperation,
  Operation,
  PlainOperation,
  ScaleOperation,
} from "./net/operations.ts";
