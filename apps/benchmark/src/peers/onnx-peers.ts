/** The peers that run this project's ONNX export: they infer where their runtime is. */
import { type OnnxRuntime, onnxRuntimeAdvice } from "@tresnet/export";
import type { OpenVinoState } from "./find-openvino.ts";
import type { Judge } from "./judge.ts";

/** Judges the sides of onnxruntime-node by what was found of it. */
export function judgeOnnxRuntime(found: OnnxRuntime | undefined): Judge<"onnxruntime"> {
  return (_, task) => {
    if (task === "train") return { present: false, reason: noTraining };
    if (found === undefined)
      return { present: false, reason: `onnxruntime-node is not installed. ${onnxRuntimeAdvice}` };
    const [name = "onnxruntime-node", version = "unknown"] = found.name.split(" ");
    return { present: true, versions: { [name]: version } };
  };
}

/** Judges OpenVINO's sides by what was found of it. */
export function judgeOpenVino(found: OpenVinoState): Judge<"openvino"> {
  return (_, task) => (task === "train" ? { present: false, reason: noTraining } : found);
}

const noTraining = "An ONNX export infers and can't train.";
