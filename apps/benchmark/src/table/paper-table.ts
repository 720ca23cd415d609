/** Table 1 of the paper: one NVIDIA V100, mixed precision, 224×224 pixels. */
import type { ModelName } from "@tresnet/zoo";

/** The models of the table; the first is what the others are measured against. */
export const tableModels = ["resnet50", "tresnet_m", "tresnet_l", "tresnet_xl"] as const satisfies readonly ModelName[];

export type TableModel = (typeof tableModels)[number];

export interface PaperRow {
  /** Images a second. */
  readonly train: number;
  readonly infer: number;
  readonly largestBatch: number;
  /** ImageNet accuracy in percent. */
  readonly top1: number;
}

/**
 * @see https://arxiv.org/abs/2003.13630, version 2, table 1; also in the README of the authors' repository,
 * Alibaba-MIIL/TResNet
 */
export const paperTable: Readonly<Record<TableModel, PaperRow>> = {
  resnet50: { train: 805, infer: 2830, largestBatch: 288, top1: 79.0 },
  tresnet_m: { train: 730, infer: 2930, largestBatch: 512, top1: 80.8 },
  tresnet_l: { train: 345, infer: 1390, largestBatch: 316, top1: 81.5 },
  tresnet_xl: { train: 250, infer: 1060, largestBatch: 240, top1: 82.0 },
};
