/**
 * From what a detector says of its locations to boxes, as nodes: what `decodeDetections` of `@tresnet/boxes` computes,
 * for a batch. `CombinedNonMaxSuppression` is the one of TensorFlow's that takes several images and classes.
 */
import type { Pyramid } from "@tresnet/boxes";
import type { DetectionLimits } from "@tresnet/detection";
import { constant, vector } from "../net/constant.ts";
import { levelCandidates, locationTables } from "../net/location-tables.ts";
import { bool, int, type } from "./graph.ts";
import type { GraphWriter } from "./graph-writer.ts";

/** What detections are decoded of. */
export interface DetectionNodesOf {
  /** The node with the answers, float32 [n, locations, classes + 5]. */
  readonly answers: string;
  /** The node with each image's height and width in the input and as it was, float32 [n, 4]. */
  readonly sizes: string;
  /** What stands before the names of the nodes. */
  readonly prefix: string;
  /** The maps that the answers belong to. */
  readonly pyramid: Pyramid;
  /** How many classes there are. */
  readonly classes: number;
  /** Thresholds and limits, all of them. */
  readonly limits: Required<DetectionLimits>;
}

/** The nodes of what is found in each image, by descending score, filled up with zeros to the most there can be. */
export interface DetectionNodes {
  /** Corners in pixels of the original images, float32 [n, most, 4]. */
  readonly boxes: string;
  /** Scores, float32 [n, most]. */
  readonly scores: string;
  /** Classes, int32 [n, most]. */
  readonly labels: string;
  /** How many there are, int32 [n]. */
  readonly counts: string;
}

/** Writes the decoding. */
export function writeDetectionNodes(writer: GraphWriter, given: DetectionNodesOf): DetectionNodes {
  const { prefix, sizes, classes, limits } = given;
  const name = (what: string) => `${prefix}detections/${what}`;
  const candidates = writeCandidates(writer, given);
  const boxes = writeBoxes(writer, given, candidates.locations);
  const ids = writer.ints(
    "detections/classes",
    Array.from({ length: classes }, (_, id) => id),
    [1, 1, classes],
  );
  const labels = expand(writer, name("label"), candidates.labels, 2, "int32");
  const own = writer.add(name("own"), "Equal", [labels, ids], { T: type("int32") }); // [n, candidates, classes]
  const nothing = writer.constant("detections/nothing", vector([-1]), []);
  const scores = expand(writer, name("score"), candidates.scores, 2);
  const byClass = writer.float(name("byClass"), "SelectV2", [own, scores, nothing]);
  const most = writer.ints(`detections/most/${limits.perImage}`, [limits.perImage], []);
  const found = writer.add(
    name("found"),
    "CombinedNonMaxSuppression",
    [
      ...[expand(writer, name("boxesOfClasses"), boxes, 2), byClass, most, most],
      writer.constant("detections/iouThreshold", vector([limits.iouThreshold]), []),
      writer.constant("detections/scoreThreshold", vector([limits.scoreThreshold]), []),
    ],
    { pad_per_class: bool(false), clip_boxes: bool(false) },
  ); // boxes, scores, classes, how many
  const factors = writer.float(name("factors"), "RealDiv", [
    columns(writer, name("originals"), sizes, [3, 2, 3, 2]),
    columns(writer, name("insides"), sizes, [1, 0, 1, 0]),
  ]);
  return {
    boxes: writer.float(name("boxes"), "Mul", [found, expand(writer, name("factor"), factors, 1)]),
    scores: writer.float(name("scores"), "Identity", [`${found}:1`]),
    labels: writer.add(name("labels"), "Cast", [`${found}:2`], { SrcT: type("float32"), DstT: type("int32") }),
    counts: writer.add(name("counts"), "Identity", [`${found}:3`], { T: type("int32") }),
  };
}

/** The best answers of each level, [n, candidates]. */
interface Candidates {
  readonly scores: string;
  readonly labels: string;
  readonly locations: string;
}

function writeCandidates(writer: GraphWriter, given: DetectionNodesOf): Candidates {
  const { answers, prefix, pyramid, classes, limits } = given;
  const part = (name: string, from: number, count: number) => {
    const logits = slice(writer, `${prefix}detections/${name}Logits`, answers, { axis: 2, from, count });
    return writer.float(`${prefix}detections/${name}`, "Sigmoid", [logits]);
  };
  const product = [part("class", 0, classes), part("centerness", classes + 4, 1)];
  const all = writer.float(`${prefix}detections/product`, "Mul", product);
  const scores = writer.float(`${prefix}detections/all`, "Sqrt", [all]); // [n, locations, classes]
  const counts = levelCandidates(pyramid, classes, limits.perLevel);
  const divisor = writer.ints("detections/divisor", [classes], []);
  let first = 0;
  const levels = pyramid.levels.map(({ height, width }, level) => {
    const [name, from, count] = [`${prefix}detections/level${level}`, first, height * width];
    first += count;
    const own = slice(writer, `${name}/scores`, scores, { axis: 1, from, count });
    const flat = writer.reshape(`${name}/flat`, own, [undefined, count * classes]);
    const most = writer.ints(`detections/level${level}/most`, [counts[level] ?? 0], []);
    const best = writer.float(`${name}/best`, "TopKV2", [flat, most], { sorted: bool(true) });
    const whole = (what: string, op: string, inputs: readonly string[]) =>
      writer.add(`${name}/${what}`, op, inputs, { T: type("int32") });
    const inLevel = whole("inLevel", "FloorDiv", [`${best}:1`, divisor]);
    return {
      scores: best,
      labels: whole("labels", "FloorMod", [`${best}:1`, divisor]),
      locations: whole("locations", "AddV2", [inLevel, writer.ints(`detections/level${level}/first`, [from], [])]),
    };
  });
  const joined = (what: keyof Candidates) => {
    const parts = levels.map((level) => level[what]);
    const along = writer.ints("concat/1", [1], []);
    const dtype = type(what === "scores" ? "float32" : "int32");
    const attributes = { T: dtype, N: int(parts.length), Tidx: type("int32") };
    return writer.add(`${prefix}candidates/${what}`, "ConcatV2", [...parts, along], attributes);
  };
  return { scores: joined("scores"), labels: joined("labels"), locations: joined("locations") };
}

/** The candidates' boxes in pixels of the input, cut to the image in it, [n, candidates, 4]. */
function writeBoxes(writer: GraphWriter, given: DetectionNodesOf, locations: string): string {
  const { answers, sizes, prefix, pyramid, classes } = given;
  const name = (what: string) => `${prefix}detections/${what}`;
  const { points, factors } = locationTables(pyramid);
  const ltrb = slice(writer, name("ltrb"), answers, { axis: 2, from: classes, count: 4 });
  const distances = gather(writer, name("distances"), [ltrb, locations], { axis: 1, batchDims: 1 });
  const table = (what: string, values: Float32Array) => {
    const all = writer.constant(`detections/${what}/table`, constant([values.length / 4, 4], values));
    return gather(writer, name(what), [all, locations], { axis: 0 });
  };
  const offsets = writer.float(name("offsets"), "Mul", [distances, table("factorOf", factors)]);
  const whole = writer.float(name("whole"), "AddV2", [offsets, table("pointOf", points)]);
  const ends = expand(writer, name("ends"), columns(writer, name("limits"), sizes, [1, 0, 1, 0]), 1);
  const cut = writer.float(name("cut"), "Minimum", [whole, ends]);
  return writer.float(name("inside"), "Maximum", [cut, writer.constant("detections/zero", vector([0]), [])]);
}

/** A part of an axis of a value of three axes. */
function slice(
  writer: GraphWriter,
  name: string,
  value: string,
  { axis, from, count }: { readonly axis: 1 | 2; readonly from: number; readonly count: number },
): string {
  const at = (place: number, inside: number, outside: number) => (place === axis ? inside : outside);
  const begin = writer.ints(
    `${name}/begin`,
    [0, 1, 2].map((place) => at(place, from, 0)),
  );
  const size = writer.ints(
    `${name}/size`,
    [0, 1, 2].map((place) => at(place, count, -1)),
  );
  return writer.float(name, "Slice", [value, begin, size], { Index: type("int32") });
}

function gather(
  writer: GraphWriter,
  name: string,
  inputs: readonly [values: string, places: string],
  { axis, batchDims = 0 }: { readonly axis: number; readonly batchDims?: number },
): string {
  return writer.add(name, "GatherV2", [...inputs, writer.ints(`gather/${axis}`, [axis], [])], {
    Tparams: type("float32"),
    Tindices: type("int32"),
    Taxis: type("int32"),
    batch_dims: int(batchDims),
  });
}

/** Columns of a matrix, in any order. */
function columns(writer: GraphWriter, name: string, value: string, order: readonly number[]): string {
  return gather(writer, name, [value, writer.ints(`columns/${order.join("/")}`, order)], { axis: 1 });
}

/** A value with one more axis of length 1. */
function expand(
  writer: GraphWriter,
  name: string,
  value: string,
  axis: number,
  dtype: "float32" | "int32" = "float32",
): string {
  const at = writer.ints(`expand/${axis}`, [axis], []);
  return writer.add(name, "ExpandDims", [value, at], { T: type(dtype), Tdim: type("int32") });
}
