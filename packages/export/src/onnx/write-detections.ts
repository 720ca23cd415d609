/**
 * From what a detector says of its locations to boxes, in ONNX, opset 17: what `decodeDetections` of `@tresnet/boxes`
 * computes, for a batch.
 */
import type { Pyramid } from "@tresnet/boxes";
import type { DetectionLimits } from "@tresnet/detection";
import { levelCandidates, locationTables } from "../net/location-tables.ts";
import type { OnnxGraph } from "./onnx-graph.ts";

/** What detections are decoded of. */
export interface DetectionsOf {
  /** The value with the answers, float32 [n, locations, classes + 5]. */
  readonly answers: string;
  /** The value with each image's height and width in the input and as it was, float32 [n, 4]. */
  readonly sizes: string;
  /** The maps that the answers belong to. */
  readonly pyramid: Pyramid;
  /** How many classes there are. */
  readonly classes: number;
  /** Thresholds and limits, all of them. */
  readonly limits: Required<DetectionLimits>;
}

/** What is found in all images of a batch: the names of the values. */
export interface WrittenDetections {
  /** Corners in pixels of the original images, float32 [count, 4]. */
  readonly boxes: string;
  /** Scores, float32 [count]. */
  readonly scores: string;
  /** Classes, int64 [count]. */
  readonly labels: string;
  /** The place of each box's image in the batch, int64 [count]. */
  readonly images: string;
}

/** Writes the decoding; detections come image by image, by descending score. */
export function writeDetections(graph: OnnxGraph, given: DetectionsOf): WrittenDetections {
  const candidates = writeCandidates(graph, given);
  const boxes = writeBoxes(graph, given, candidates.locations);
  const { scores, images, places } = writeBest(graph, given, candidates, boxes);
  const factors = graph.add("Div", "detections.factors", [
    columns(graph, given.sizes, "originals", [3, 2, 3, 2]),
    columns(graph, given.sizes, "insides", [1, 0, 1, 0]),
  ]); // [n, 4]
  const found = graph.add("GatherND", "detections.found", [boxes, places]);
  const scales = graph.add("Gather", "detections.scales", [factors, images], { axis: 0 });
  return {
    boxes: graph.add("Mul", "boxes", [found, scales]),
    scores,
    labels: graph.add("GatherND", "labels", [candidates.labels, places]),
    images,
  };
}

/** The best answers of each level, [n, candidates]. */
interface Candidates {
  readonly scores: string;
  readonly labels: string;
  readonly locations: string;
}

function writeCandidates(graph: OnnxGraph, { answers, pyramid, classes, limits }: DetectionsOf): Candidates {
  const part = (name: string, from: number, to: number) =>
    graph.add("Sigmoid", `detections.${name}`, [slice(graph, answers, `detections.${name}_logits`, 2, from, to)]);
  const both = [part("class", 0, classes), part("centerness", classes + 4, classes + 5)];
  const scores = graph.add("Sqrt", "detections.scores", [graph.add("Mul", "detections.product", both)]); // [n, A, c]
  const counts = levelCandidates(pyramid, classes, limits.perLevel);
  let first = 0;
  const levels = pyramid.levels.map(({ height, width }, level) => {
    const [name, from] = [`detections.level${level}`, first];
    first += height * width;
    const own = slice(graph, scores, `${name}.scores`, 1, from, first);
    const flat = graph.add("Reshape", `${name}.flat`, [own, graph.list([0, -1])]); // [n, h·w·c]
    const { values, places } = graph.best(name, flat, counts[level] ?? 0);
    const count = graph.list([classes]);
    const inLevel = graph.add("Div", `${name}.inLevel`, [places, count]);
    return {
      scores: values,
      labels: graph.add("Mod", `${name}.labels`, [places, count]),
      locations: graph.add("Add", `${name}.locations`, [inLevel, graph.list([from])]),
    };
  });
  const joined = (what: keyof Candidates) => {
    const parts = levels.map((level) => level[what]);
    return graph.add("Concat", `candidates.${what}`, parts, { axis: 1 });
  };
  return { scores: joined("scores"), labels: joined("labels"), locations: joined("locations") };
}

/** The candidates' boxes in pixels of the input, cut to the image in it, [n, candidates, 4]. */
function writeBoxes(graph: OnnxGraph, { answers, sizes, pyramid, classes }: DetectionsOf, locations: string): string {
  const { points, factors } = locationTables(pyramid);
  const ltrb = slice(graph, answers, "detections.ltrb", 2, classes, classes + 4);
  const indices = graph.add("Unsqueeze", "detections.indices", [locations, graph.list([2])]);
  const distances = graph.add("GatherND", "detections.distances", [ltrb, indices], { batch_dims: 1 });
  const table = (name: string, values: Float32Array) =>
    graph.add(
      "Gather",
      `detections.${name}`,
      [graph.vector(`${name}.table`, [values.length / 4, 4], values), locations],
      {
        axis: 0,
      },
    );
  const offsets = graph.add("Mul", "detections.offsets", [distances, table("factor", factors)]);
  const whole = graph.add("Add", "detections.whole", [offsets, table("point", points)]);
  const ends = graph.add("Unsqueeze", "detections.ends", [
    columns(graph, sizes, "limits", [1, 0, 1, 0]),
    graph.list([1]),
  ]);
  const zero = graph.vector("detections.zero", [], Float32Array.of(0));
  return graph.add("Max", "detections.boxes", [graph.add("Min", "detections.cut", [whole, ends]), zero]);
}

/** Suppression within each class, then the best of each image; `places` is (image, candidate), int64 [count, 2]. */
function writeBest(
  graph: OnnxGraph,
  { pyramid, classes, limits }: DetectionsOf,
  { scores, labels }: Candidates,
  boxes: string,
) {
  const levels = levelCandidates(pyramid, classes, limits.perLevel);
  const most = Math.min(
    limits.perImage,
    levels.reduce((sum, count) => sum + count, 0),
  );
  const one = (name: string, value: number) => graph.vector(`detections.${name}`, [1], Float32Array.of(value));
  const nothing = one("nothing", -1);
  const ids = graph.integers(
    "detections.classes",
    [1, classes, 1],
    Array.from({ length: classes }, (_, id) => id),
  );
  const between = (name: string, value: string) => graph.add("Unsqueeze", name, [value, graph.list([1])]);
  const own = graph.add("Equal", "detections.own", [between("detections.label", labels), ids]); // [n, classes, K]
  const byClass = graph.add("Where", "detections.byClass", [own, between("detections.score", scores), nothing]);
  const kept = graph.add("NonMaxSuppression", "detections.kept", [
    boxes,
    byClass,
    graph.list([limits.perImage]),
    one("iouThreshold", limits.iouThreshold),
    one("scoreThreshold", limits.scoreThreshold),
  ]); // int64 [kept, 3]: image, class, candidate
  const where = graph.add("Gather", "detections.where", [kept, graph.list([0, 2])], { axis: 1 });
  const values = graph.add("GatherND", "detections.keptScores", [scores, where]);
  const shape = graph.add("Shape", "detections.shape", [scores]);
  const none = graph.add("Expand", "detections.none", [nothing, shape]);
  const all = graph.add("ScatterND", "detections.all", [none, where, values]); // [n, K], −1 for what is not kept
  const best = graph.best("detections.best", all, most);
  const isFound = graph.add("Greater", "detections.isFound", [best.values, one("least", -0.5)]);
  const cells = graph.add(
    "Transpose",
    "detections.cells",
    [graph.add("NonZero", "detections.cellsTurned", [isFound])],
    {
      perm: [1, 0],
    },
  ); // int64 [count, 2]: image, rank
  const images = slice(graph, cells, "detections.images", 1, 0, 1); // [count, 1]
  const candidates = graph.add("GatherND", "detections.candidates", [best.places, cells]);
  const column = graph.add("Unsqueeze", "detections.column", [candidates, graph.list([1])]);
  return {
    scores: graph.add("GatherND", "scores", [best.values, cells]),
    images: graph.add("Squeeze", "images", [images, graph.list([1])]),
    places: graph.add("Concat", "detections.placesFound", [images, column], { axis: 1 }),
  };
}

/** A part of an axis. */
function slice(graph: OnnxGraph, value: string, name: string, axis: number, from: number, to: number): string {
  return graph.add("Slice", name, [value, graph.list([from]), graph.list([to]), graph.list([axis])]);
}

/** Columns of a matrix, in any order. */
function columns(graph: OnnxGraph, value: string, name: string, order: readonly number[]): string {
  return graph.add("Gather", `detections.${name}`, [value, graph.list(order)], { axis: 1 });
}
