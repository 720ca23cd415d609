import type { FcosHead } from "@tresnet/detection";
import type { NetWriter } from "../walk/net-writer.ts";

/**
 * Writes FCOS's head on the maps of a pyramid, whose levels share its weights, and names the value with all that it
 * says: [n, locations, classes + 5], as `Detector.forward` has it.
 */
export function writeFcosHead(
  { classificationHead, regressionHead }: FcosHead,
  maps: readonly string[],
  net: NetWriter,
): string {
  const levels = maps.map((map, level) => {
    const write = (branch: string, layers: readonly object[], input: string) =>
      layers.reduce<string>(
        (value, layer, index) => net.walk(layer, value, `head.${branch}.conv.${index}.${level}`),
        input,
      );
    const answer = (layer: object, name: string, input: string) => net.walk(layer, input, `head.${name}.${level}`);
    const rows = (map: string) => net.add(`${map}.rows`, { kind: "positions" }, map); // [n, h·w, c]
    const classes = write("classification_head", classificationHead.conv, map);
    const boxes = write("regression_head", regressionHead.conv, map);
    const distances = answer(regressionHead.bboxReg, "regression_head.bbox_reg", boxes);
    const parts = [
      rows(answer(classificationHead.clsLogits, "classification_head.cls_logits", classes)),
      rows(net.add(`${distances}.act`, { kind: "relu" }, distances)),
      rows(answer(regressionHead.bboxCtrness, "regression_head.bbox_ctrness", boxes)),
    ];
    return net.add(`head.level.${level}`, { kind: "concat", axis: 2 }, ...parts); // [n, h·w, classes + 5]
  });
  return net.add("head.answers", { kind: "concat", axis: 1 }, ...levels);
}
