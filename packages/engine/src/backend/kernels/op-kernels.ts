/** Adds kernels that are one TensorFlow op under the same or nearly the same name. */
import * as tf from "@tensorflow/tfjs-core";
import { attr } from "../../native/op-attributes.ts";
import { runOp } from "../run-op.ts";
import { first, fromInt64, type Kernel, scoped, typeOf } from "./kernel.ts";

/** The kernels by name. */
export const opKernels = {
  BitwiseAnd:
    () =>
    ({ a, b }) =>
      first("BitwiseAnd", [a, b], { T: typeOf(a) }),

  DenseBincount:
    () =>
    ({ x, weights }, { size, binaryOutput }) =>
      scoped(() =>
        first("DenseBincount", [x, tf.scalar(size, "int32"), weights], {
          Tidx: attr.type("int32"),
          T: typeOf(weights),
          binary_output: binaryOutput ?? false,
        }),
      ),

  MaxPoolWithArgmax:
    () =>
    ({ x }, { filterSize, strides, pad, includeBatchInIndex }) => {
      const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = tf.backend_util.computePool2DInfo(
        x.shape,
        filterSize,
        strides,
        1,
        pad,
      );
      const [pooled, indices] = runOp(
        "MaxPoolWithArgmax",
        [x],
        {
          T: typeOf(x),
          Targmax: attr.type("int64"),
          ksize: attr.ints([1, filterHeight, filterWidth, 1]),
          strides: attr.ints([1, strideHeight, strideWidth, 1]),
          padding: padInfo.type,
          include_batch_in_index: includeBatchInIndex,
        },
        2,
      );
      if (pooled === undefined || indices === undefined) throw new Error("MaxPoolWithArgmax: expected two outputs.");
      const result = [pooled, fromInt64(indices)];
      indices.dispose();
      return result;
    },

  // tfjs-node's calls methods of tensors that only the umbrella package registers.
  Prelu:
    () =>
    ({ x, alpha }) =>
      scoped(() => tf.add(tf.relu(x), tf.mul(alpha, tf.minimum(x, 0)))),

  SearchSorted:
    () =>
    ({ sortedSequence, values }, { side }) =>
      first(side === "left" ? "LowerBound" : "UpperBound", [sortedSequence, values], {
        T: typeOf(sortedSequence),
        out_type: attr.type("int32"),
      }),

  StringToHashBucketFast:
    () =>
    ({ input }, { numBuckets }) =>
      scoped(() => fromInt64(first("StringToHashBucketFast", [input], { num_buckets: attr.int(numBuckets) }))),

  StringSplit:
    () =>
    ({ input, delimiter }, { skipEmpty }) =>
      scoped(() => {
        const [indices, values, shape] = runOp("StringSplit", [input, delimiter], { skip_empty: skipEmpty }, 3);
        if (indices === undefined || values === undefined || shape === undefined)
          throw new Error("StringSplit: expected three outputs.");
        return [fromInt64(indices), values, fromInt64(shape)];
      }),

  StringNGrams:
    () =>
    ({ data, dataSplits }, { separator, nGramWidths, leftPad, rightPad, padWidth, preserveShortSequences }) =>
      runOp(
        "StringNGrams",
        [data, dataSplits],
        {
          separator,
          ngram_widths: attr.ints(nGramWidths),
          left_pad: leftPad,
          right_pad: rightPad,
          pad_width: attr.int(padWidth),
          preserve_short_sequences: preserveShortSequences,
          Tsplits: attr.type("int32"),
        },
        2,
      ),

  Transform:
    () =>
    ({ image, transforms }, { interpolation, fillMode, fillValue, outputShape }) =>
      scoped(() =>
        first(
          "ImageProjectiveTransformV3",
          [image, transforms, tf.tensor1d(outputShape ?? image.shape.slice(1, 3), "int32"), tf.scalar(fillValue)],
          { dtype: typeOf(image), interpolation: interpolation.toUpperCase(), fill_mode: fillMode.toUpperCase() },
        ),
      ),
} satisfies Record<string, (usual: Kernel) => Kernel>;
