export { currentEngine, type Device, type Engine, type UseTensorFlowOptions, useTensorFlow } from "./backend.ts";
export { ShapeError, TensorFlowError, TraceError } from "./errors.ts";
export { isTracing } from "./function-graph.ts";
export { holdFloat32 } from "./hold-float32.ts";
export { type Attribute, type Attributes, attr } from "./op-attributes.ts";
export { hasNativeBfloat16, type TracePrecision } from "./precision.ts";
export {
  type ProvisionEvent,
  type ProvisionOptions,
  provisionTensorFlow,
  type TensorFlowLibrary,
} from "./provision.ts";
export { RandomGenerator } from "./random-generator.ts";
export { runOp } from "./run-op.ts";
export { type TracedFunction, type TraceOptions, trace } from "./traced-function.ts";
