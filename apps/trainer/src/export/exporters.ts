/** The formats that `tresnet export` writes: a new one is a file beside this one and a row here. */
import type { Exporter } from "./exporter.ts";
import { onnx } from "./onnx.ts";
import { safetensors } from "./safetensors.ts";
import { savedModel } from "./saved-model.ts";
import { tfjsGraphModel } from "./tfjs-graph-model.ts";
import { timm } from "./timm.ts";
import { transformersJs } from "./transformers-js.ts";
import { web } from "./web.ts";

/** The rows, by the name that `--format` takes; its choices and its help are made of them. */
export const exporters = {
  safetensors,
  onnx,
  "saved-model": savedModel,
  "tfjs-graph-model": tfjsGraphModel,
  web,
  timm,
  "transformers-js": transformersJs,
} as const satisfies Readonly<Record<string, Exporter>>;
