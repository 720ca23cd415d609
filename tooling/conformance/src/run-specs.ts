/**
 * Runs tfjs-core's own specs on the backend `tensorflow`, none left out; bundled by bundle-specs.ts, never run as it
 * stands.
 */
import { appendFileSync } from "node:fs";
import { useTensorFlow } from "@tresnet/engine";
import jasmineRequire from "jasmine-core";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";
import type { SpecResult } from "./spec-result.ts";

const [resultsFile, filter] = process.argv.slice(2);
if (resultsFile === undefined)
  throw new Error("run-specs: expected the path of the results file as the first argument.");

const environment = jasmineRequire.boot(jasmineRequire).getEnv(); // installs describe, it, expect as globals
await useTensorFlow({ device: "cpu" });
setTestEnvs([{ name: "test-tensorflow", backendName: "tensorflow", flags: {}, isDataSync: true }]);
await import("@tensorflow/tfjs-core/dist/tests.js");

environment.configure({
  random: false,
  ...(filter === undefined ? {} : { specFilter: (spec) => spec.getFullName().includes(filter) }),
});
environment.addReporter({
  specDone(spec) {
    const messages = spec.failedExpectations.map(({ message }) => message.split("\n")[0] ?? "");
    const result: SpecResult = { name: spec.fullName, status: spec.status, messages };
    if (result.status !== "excluded") appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
  },
});
await environment.execute();
