export {
  killAll,
  type StartedProcess,
  startProcess,
} from "../../../packages/engine/test/cluster/start-processes.ts";
export { packageApart } from "./apart-package.ts";
export { expectParity } from "./expect-parity.ts";
export { type FakeUploadHub, startFakeUploadHub } from "./fake-upload-hub.ts";
export { fixturePath, sharedPath } from "./fixtures.ts";
export { distribution, uniform } from "./fullsize-values.ts";
export { garbageCollector } from "./garbage-collector.ts";
export { type Golden, readGolden } from "./golden.ts";
export { goldenCases, goldenSets, readGoldenJson } from "./golden-cases.ts";
export { type Answer, closeAll, type LocalServer, localServer } from "./local-server.ts";
export { pythonWithMlflow, pythonWithTensorBoard } from "./logging-python.ts";
export { noise } from "./noise.ts";
export { notRun } from "./not-run.ts";
export {
  pythonEnvironment,
  pythonWithOnnx,
  pythonWithPycocotools,
  pythonWithTensorFlow,
} from "./python-environment.ts";
export { relativeError } from "./relative-error.ts";
export { pythonWithTimm } from "./timm-python.ts";
