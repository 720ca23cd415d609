/** The peers of TensorFlow.js: they come with this package. */
import { version_core } from "@tensorflow/tfjs-core";
import type { Judge } from "./judge.ts";

/** Judges TensorFlow.js' sides: all can run, but none trains on WebAssembly. */
export const judgeTfjs: Judge<"tfjs"> = ({ backend }, task) => {
  if (backend === "wasm" && task === "train") return { present: false, reason: noGradient };
  // Its packages have one version.
  const core = { "tfjs-core": version_core };
  const versions = backend === "tensorflow" ? core : { ...core, [`tfjs-backend-${backend}`]: version_core };
  return { present: true, versions };
};

const noGradient =
  "TensorFlow.js has no gradient of a convolution on WebAssembly (no Conv2DBackpropFilter), so it can't train there.";
