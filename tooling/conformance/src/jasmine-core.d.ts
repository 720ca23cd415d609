// The parts of jasmine-core that run-specs.ts calls; the package has no types.
declare module "jasmine-core" {
  interface Environment {
    configure(options: { random: boolean; specFilter?: (spec: { getFullName(): string }) => boolean }): void;
    addReporter(reporter: {
      specDone(spec: {
        fullName: string;
        status: "passed" | "failed" | "pending" | "excluded";
        failedExpectations: { message: string }[];
      }): void;
    }): void;
    execute(): Promise<unknown>;
  }
  interface JasmineRequire {
    boot(jasmineRequire: JasmineRequire): { getEnv(): Environment };
  }
  const jasmineRequire: JasmineRequire;
  export = jasmineRequire;
}
