/**
 * The original authors' checkpoints under timm's names. They wrote a convolution and its in-place batch norm as a pair
 * (`conv1.0`, `conv1.1`), where timm says `conv1.conv` and `conv1.bn`.
 *
 * @see timm models/tresnet.py, checkpoint_filter_fn; https://github.com/Alibaba-MIIL/TResNet
 */
import type { TensorFile } from "@tresnet/checkpoints";
import { toFloat32 } from "@tresnet/checkpoints";
import { renamed } from "./renamed.ts";

/** ε of in-place batch norm, which scales by |γ| + ε, so that its input can be told from its output. */
const inPlaceEpsilon = Math.fround(1e-5);

/** The stem's kernel, which every file of theirs has. */
const sign = "body.conv1.0.weight";
/** The prefix that PyTorch's DataParallel puts before every name. */
const parallel = "module.";

/** Whether a file has the authors' names. */
export function isMiilFile({ entries }: TensorFile): boolean {
  return entries.has(sign) || entries.has(parallel + sign) || entries.has("body.conv1.0.0.weight");
}

/**
 * Shows a file of the authors' with timm's names and scales; closing it closes the original. Their blur kernels are
 * constants, and left out.
 */
export function miilAsTimm(original: TensorFile): TensorFile {
  const file = renamed(original, (name) => (name.endsWith(".filt") ? undefined : timmName(name)));
  return {
    ...file,
    async read(name) {
      const tensor = await file.read(name);
      if (!name.endsWith("bn.weight")) return tensor;
      return {
        dtype: "F32",
        shape: tensor.shape,
        data: toFloat32(tensor).map((value) => Math.abs(value) + inPlaceEpsilon),
      };
    },
  };
}

/** Translates the authors' name of a tensor into timm's; timm's own names stay. */
export function timmName(name: string): string {
  return name
    .replace(parallel, "")
    .replace(/(conv\d+)\.0\.0\b/, "$1.conv") // with a blur after it, the pair is nested once more
    .replace(/(conv\d+)\.0\.1\b/, "$1.bn")
    .replace(/(conv\d+|downsample\.\d+)\.0\b/, "$1.conv")
    .replace(/(conv\d+|downsample\.\d+)\.1\b/, "$1.bn");
}
