/** Who may know whom. A package imports, in code and in package.json, only the workspace packages of its row. */

const packages = [
  "files",
  "charts",
  "preparation",
  "boxes",
  "checkpoints",
  "engine",
  "tensor-ops",
  "blocks",
  "zoo",
  "heads",
  "export",
  "detection",
  "data",
  "page",
  "board",
  "predict",
  "training",
];

/** @type {Readonly<Record<string, readonly string[]>>} */
export const allowedImports = {
  files: [],
  charts: [],
  preparation: [],
  boxes: [],
  checkpoints: ["files"],
  engine: ["files"],
  "tensor-ops": ["engine"],
  blocks: ["engine", "tensor-ops"],
  zoo: ["files", "preparation", "checkpoints", "engine", "tensor-ops", "blocks"],
  heads: ["engine", "tensor-ops", "blocks", "zoo"],
  export: ["files", "boxes", "checkpoints", "engine", "tensor-ops", "blocks", "zoo", "heads", "detection"],
  detection: ["files", "boxes", "checkpoints", "engine", "tensor-ops", "blocks", "zoo"],
  data: ["files", "boxes", "preparation", "engine"],
  predict: ["files", "boxes", "preparation", "data"],
  page: ["predict"],
  board: [],
  training: ["checkpoints", "engine", "tensor-ops", "blocks"],
  trainer: packages,
  benchmark: packages,
  vitest: ["engine"],
  conformance: ["engine"],
  fuzz: ["checkpoints", "data"],
  proof: ["checkpoints"],
  consumer: [...packages, "trainer"],
};

/**
 * May read other packages' source by relative path. Of vitest a dependency would close a circle, since all packages
 * test with it; fuzz feeds readers that no package exports, and proof shares the fuzzer and the trainer's tests.
 */
export const sourceReaders = ["vitest", "fuzz", "proof"];

/** Tooling that tests and settings of every package may use. */
export const developmentImports = ["tsconfig", "tsup", "vitest"];

/**
 * Private packages that end up inside the importer's dist, and are development dependencies therefore.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const bundledImports = { engine: ["tfjs-kernels"], conformance: ["tfjs-kernels"] };

/**
 * What only tests of a package may import besides: the training of a net needs what makes it and what trains it, and so
 * does the explaining of its answers.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const testImports = { detection: ["training"], training: ["zoo", "heads"] };
