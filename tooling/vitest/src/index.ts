export { expectParity } from "./expect-parity.ts";
export { fixturePath, sharedPath } from "./fixtures.ts";
export { type Golden, readGolden } from "./golden.ts";
export { goldenCases, goldenSets, readGoldenJson } from "./golden-cases.ts";
export { noise } from "./noise.ts";
export { pythonWith } from "./python-with.ts";
export { relativeError } from "./relative-error.ts";
