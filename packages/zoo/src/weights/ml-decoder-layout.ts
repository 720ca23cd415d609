/**
 * timm's names of ML-Decoder under its authors', which this project has: timm lacks the `decoder.` before all but the
 * transformer's layers.
 *
 * @see timm layers/ml_decoder.py; https://github.com/Alibaba-MIIL/ML_Decoder src_files/ml_decoder/ml_decoder.py
 */
import type { TensorFile } from "@tresnet/checkpoints";
import { renamed } from "./renamed.ts";

const timmName = /^((?:head|fc)\.)((?:embed_standart|query_embed)\.(?:weight|bias)|duplicate_pooling(?:_bias)?)$/;

/** The file with the authors' names. */
export function withAuthorsDecoder(file: TensorFile): TensorFile {
  if (![...file.entries.keys()].some((key) => timmName.test(key))) return file;
  return renamed(file, (key) => key.replace(timmName, "$1decoder.$2"));
}
