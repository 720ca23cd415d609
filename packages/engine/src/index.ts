// tfjs-core's declarations name the global type Long, which its users' settings may not take in.
/// <reference types="long" preserve="true" />
export { type UseTensorFlowOptions, useTensorFlow } from "./backend/backend.ts";
export { betweenCalls } from "./backend/call-queue.ts";
export type { Device, EngineThreads } from "./backend/context.ts";
export { currentEngine, type Engine } from "./backend/current-backend.ts";
export { runOp } from "./backend/run-op.ts";
export { type AllReduceOptions, allReduce, type WireFormat } from "./cluster/all-reduce.ts";
export { broadcast } from "./cluster/broadcast.ts";
export type { Cluster } from "./cluster/cluster.ts";
export { type ExchangeOptions, exchangeBytes } from "./cluster/exchange-bytes.ts";
export { exchangeTexts } from "./cluster/exchange-texts.ts";
export { type JoinClusterOptions, joinCluster } from "./cluster/join-cluster.ts";
export { loopbackAddresses } from "./cluster/loopback-addresses.ts";
export { type ClusterPlace, clusterFromEnvironment } from "./cluster/tf-config.ts";
export { type EngineReport, type InspectOptions, inspectEngine } from "./doctor/doctor.ts";
export type { GpuReport } from "./doctor/gpu-report.ts";
export { type EngineCounts, engineCounts } from "./engine-counts.ts";
export { ClusterError, type ClusterFailure, ShapeError, TensorFlowError, TraceError } from "./errors.ts";
export { type FileSystemHandler, fileSystem } from "./io/file-system.ts";
export { type CpuFeatures, cpuFeatures } from "./native/cpu-features.ts";
export type { DTypeName } from "./native/dtypes.ts";
export { endWithParent } from "./native/native-process.ts";
export { type Attribute, type Attributes, attr } from "./native/op-attributes.ts";
export { checkSeed } from "./ops/check-seed.ts";
export { holdFloat32 } from "./ops/hold-float32.ts";
export { updateInPlace } from "./ops/in-place.ts";
export { RandomGenerator } from "./ops/random-generator.ts";
export { waitFor } from "./ops/wait-for.ts";
export type { GraphPrecision } from "./protobuf/config-proto.ts";
export { ProtobufWriter } from "./protobuf/protobuf-writer.ts";
export { type FetchWheelOptions, fetchWheel } from "./provisioning/fetch-wheel.ts";
export {
  findTensorFlow,
  type ProvisionOptions,
  provisionTensorFlow,
  type TensorFlowLibrary,
} from "./provisioning/provision.ts";
export { ProvisionError, type ProvisionErrorCode } from "./provisioning/provision-error.ts";
export type { Installer } from "./provisioning/wheels/find-installers.ts";
export type { Flavor } from "./provisioning/wheels/wheel.ts";
export type { Wheel } from "./provisioning/wheels/wheel-row.ts";
export { withPart, withScope } from "./recording/tracing-scope.ts";
export { loadSavedModel, type SavedModel } from "./saved-model/load-saved-model.ts";
export type { Signature, SignatureTensor } from "./saved-model/read-signatures.ts";
export { resolvePrecision, type TracePrecision } from "./tracing/precision.ts";
export type { ProfiledCall } from "./tracing/profiling/op-profile.ts";
export { type ProfileOptions, profileOps } from "./tracing/profiling/profile-ops.ts";
export type { OpTime, TensorSpec } from "./tracing/profiling/step-stats.ts";
export { releaseKeptOnError } from "./tracing/release-kept-on-error.ts";
export { type TracedFunction, type TraceOptions, trace } from "./tracing/traced-function.ts";
export { graphPrecision, isFreezing, isTracing } from "./tracing/tracing-state.ts";
export { storeInPlace } from "./variables/stored-in-place.ts";
