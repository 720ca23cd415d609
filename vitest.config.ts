import { defineConfig } from "vitest/config";
import type { ProjectConfig } from "vitest/node";
import { mockingTests } from "./tooling/vitest/src/mocking-tests.ts";

// Tests run on source: the workspace packages' "@tresnet/source" export condition points at src/index.ts.
const resolve = { conditions: ["@tresnet/source", "module", "node", "development|production"] };
const source = {
  resolve,
  ssr: { resolve },
  environments: { __vitest__: { resolve: { ...resolve, mainFields: ["main"] } } }, // where the global set-up runs
};
const roots = ["packages", "apps", "tooling"].map((folder) => `${folder}/*/{src,test}`);
const setups = ["./tooling/vitest/src/build-kernels.ts", "./tooling/vitest/src/check-fixtures.ts"];
const globs = (suffix: string) => roots.map((root) => `${root}/**/*.${suffix}.ts`);
const withTensorFlow = [...globs("native.test"), ...globs("slow.test"), ...globs("long.test"), ...globs("demo.test")];
const mocking = mockingTests(import.meta.dirname);
const setupFiles = ["./tooling/vitest/src/setup-console.ts", "./tooling/vitest/src/setup-environment.ts"];
const pure: ProjectConfig = {
  setupFiles,
  globalSetup: setups,
  pool: "forks",
  maxWorkers: "100%",
  testTimeout: 60_000, // seconds are enough, unless other work has the cores
};

/** The tests that run TensorFlow, of the files `x.NAME.test.ts`. */
const withEngine = (name: string, groupOrder: number, testTimeout: number) => ({
  ...source,
  test: {
    name,
    sequence: { groupOrder },
    include: globs(`${name}.test`),
    setupFiles: [...setupFiles, "./tooling/vitest/src/setup-native.ts"],
    globalSetup: [...setups, "./tooling/vitest/src/provision.ts"],
    pool: "forks" as const,
    isolate: false,
    maxWorkers: 2,
    testTimeout,
    hookTimeout: 600_000,
  },
});

// Files share a process and the modules that were loaded for the files before: half of the time of a short test is its imports.
// Each project is a group of its own, one after another: only so may projects with different workers run in one command.
export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: "pure",
          sequence: { groupOrder: 0 },
          include: globs("test"),
          exclude: [...withTensorFlow, ...mocking],
          ...pure,
          isolate: false,
        },
      },
      {
        ...source,
        test: { name: "pure-mocking", sequence: { groupOrder: 1 }, include: mocking, exclude: withTensorFlow, ...pure },
      },
      withEngine("native", 2, 60_000),
      withEngine("slow", 3, 600_000),
      withEngine("long", 4, 1_800_000),
      withEngine("demo", 5, 1_800_000),
    ],
  },
});
