import type { Detector } from "@tresnet/detection";
import { type ImageClassifier, ResNet50, TResNet } from "@tresnet/zoo";
import { ExportError } from "../errors.ts";
import { inputName, type Net, type NetSize, sidesOf } from "../net/net.ts";
import { valueShapes } from "../net/value-shapes.ts";
import { NetWriter } from "../walk/net-writer.ts";
import type { StageMaps } from "../walk/stage-maps.ts";
import { writeResNet50Stages } from "../walk/walk-resnet50.ts";
import { writeTResNetStages } from "../walk/walk-tresnet.ts";
import { walkers } from "../walk/walkers.ts";
import { writeFcosHead } from "./write-fcos-head.ts";
import { writeFeaturePyramid } from "./write-feature-pyramid.ts";

/** How a detector is described. */
export interface DescribeDetectorOptions {
  /** Height and width of the images, pixels; a number is both. @default the detector's `inputSize` */
  readonly size?: NetSize | undefined;
}

/**
 * Describes what a detector computes in inference, as `describeNet` does: images of one size, float32 [n, h, w, c] →
 * what `Detector.forward` gives, float32 [n, locations, classes + 5]. The head's weights are described once.
 * @throws ExportError for a module that has no description; RangeError for a size that the backbone can't take;
 * ShapeError for one at which a map becomes too small to be halved.
 */
export function describeDetector(detector: Detector, { size }: DescribeDetectorOptions = {}): Net {
  const { name, inChannels: channels, numClasses, backboneModel, backboneMaps } = detector;
  const { height = 0, width = 0 } = sidesOf(size ?? detector.settings.inputSize);
  const multipleOf = backboneModel instanceof TResNet ? backboneModel.stemBlock : 1;
  if (![height, width].every((side) => Number.isInteger(side) && side >= 1 && side % multipleOf === 0)) {
    throw new RangeError(
      `describeDetector: expected a height and a width that are multiples of ${multipleOf}, got ${height} and ${width}. Use ${name}'s own.`,
    );
  }
  const net = new NetWriter(walkers, { height, width });
  const stages = writeStages(backboneModel, net);
  const { levels } = detector.pyramid({ height, width });
  const maps = backboneMaps.map(({ stage }) => stages[stage]);
  const pyramid = writeFeaturePyramid(detector.backbone.fpn, maps, levels, net);
  const output = writeFcosHead(detector.head, pyramid, net);
  const input = { type: "float32", size: { height, width }, multipleOf, channels } as const;
  const described: Net = { name, input, nodes: net.nodes, output, numClasses, finds: "objects" };
  valueShapes(described);
  return described;
}

/** Writes a backbone, and names the maps of its stages. */
function writeStages(model: ImageClassifier, net: NetWriter): StageMaps {
  if (model instanceof TResNet) return writeTResNetStages(model, inputName, net);
  if (model instanceof ResNet50) return writeResNet50Stages(model, inputName, net);
  throw new ExportError(
    `describeDetector: expected a backbone of the zoo, got ${model.name}. It can't be written in others' formats.`,
  );
}
