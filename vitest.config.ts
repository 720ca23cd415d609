import { defineConfig } from "vitest/config";

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
          exclude: [...globs("native.test"), ...globs("slow.test")],
          setupFiles: ["./tooling/vitest/src/setup-console.ts"],
          globalSetup: setups,
          pool: "forks",
          testTimeout: 60_000, // seconds are enough, unless other work has the cores
        },
      },
      {
        ...source,
        test: {
          name: "native",
          sequence: { groupOrder: 1 },
          include: globs("native.test"),
          setupFiles: ["./tooling/vitest/src/setup-console.ts", "./tooling/vitest/src/setup-native.ts"],
          globalSetup: [...setups, "./tooling/vitest/src/provision.ts"],
          pool: "forks",
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 600_000,
        },
      },
      {
        ...source,
        test: {
          name: "slow",
          sequence: { groupOrder: 2 },
          include: globs("slow.test"),
          setupFiles: ["./tooling/vitest/src/setup-console.ts", "./tooling/vitest/src/setup-native.ts"],
          globalSetup: [...setups, "./tooling/vitest/src/provision.ts"],
          pool: "forks",
          maxWorkers: 1,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
