export { BoxError, type DecodeOptions, type Detections, type Size } from "@tresnet/boxes";
