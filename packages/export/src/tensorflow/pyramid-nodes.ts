/** What detectors need besides as nodes: group norm, maps enlarged, values joined. */
import { constant, vector } from "../net/constant.ts";
import type { ConcatOperation, EnlargeOperation, GroupNormOperation } from "../net/operations.ts";
import { bool, int, ints, text, type } from "./graph.ts";
import type { Place } from "./place.ts";

/** Writes a group norm; means of channels become those of groups by a matrix, which needs no shapes of maps. */
export function writeGroupNorm(operation: GroupNormOperation, place: Place): string {
  const { scale, offset, epsilon, groups } = operation;
  const { writer, name, weights, inputs } = place;
  const inGroups = writer.constant(`groups/${groups}/${scale.values.length}`, groupMeans(operation));
  const axes = writer.ints("spatialAxes", [1, 2]);
  const average = (what: string, value: string) => {
    const averaging = { Tidx: type("int32"), keep_dims: bool(true) };
    const means = writer.float(`${name}/${what}/channels`, "Mean", [value, axes], averaging); // [n, 1, 1, c]
    return writer.float(`${name}/${what}`, "Conv2D", [means, inGroups], pointwise);
  };
  const centred = writer.float(`${name}/centred`, "Sub", [...inputs, average("mean", inputs[0] ?? "")]);
  const variance = average("variance", writer.float(`${name}/squared`, "Square", [centred]));
  const added = writer.constant(`${weights}/epsilon`, vector([epsilon]), []);
  const inverse = writer.float(`${name}/inverse`, "Rsqrt", [writer.float(`${name}/held`, "AddV2", [variance, added])]);
  const normal = writer.float(`${name}/normal`, "Mul", [centred, inverse]);
  const scaled = writer.float(`${name}/scaled`, "Mul", [normal, writer.constant(`${weights}/scale`, scale)]);
  return writer.float(name, "AddV2", [scaled, writer.constant(`${weights}/offset`, offset)]);
}

/** Writes positions repeated up to a size. */
export function writeEnlarge({ height, width }: EnlargeOperation, { writer, name, inputs }: Place): string {
  const size = writer.ints(`${name}/size`, [height, width]);
  const sampling = { align_corners: bool(false), half_pixel_centers: bool(false) };
  return writer.float(name, "ResizeNearestNeighbor", [...inputs, size], sampling);
}

/** Writes values one after the other along an axis. */
export function writeConcat({ axis }: ConcatOperation, { writer, name, inputs }: Place): string {
  const along = writer.ints(`concat/${axis}`, [axis], []);
  return writer.float(name, "ConcatV2", [...inputs, along], { N: int(inputs.length), Tidx: type("int32") });
}

const pointwise = {
  dilations: ints([1, 1, 1, 1]),
  data_format: text("NHWC"),
  strides: ints([1, 1, 1, 1]),
  padding: text("VALID"),
};

/** The 1×1 kernel that puts the mean of its group in place of each channel, [1, 1, c, c]. */
function groupMeans({ scale: { values }, groups }: GroupNormOperation) {
  const channels = values.length;
  const width = channels / groups;
  const means = Float32Array.from({ length: channels ** 2 }, (_, index) => {
    const [from, to] = [Math.floor(index / channels), index % channels];
    return Math.floor(from / width) === Math.floor(to / width) ? 1 / width : 0;
  });
  return constant([1, 1, channels, channels], means);
}
