import { describe, expect, test } from "vitest";
import { ClusterError } from "../errors.ts";
import { clusterFromEnvironment } from "./tf-config.ts";

const read = (config: unknown) => clusterFromEnvironment({ TF_CONFIG: JSON.stringify(config) });

describe("clusterFromEnvironment", () => {
  test("numbers workers as they are listed", () => {
    const cluster = { worker: ["a:1", "b:2", "c:3"] };
    expect(read({ cluster, task: { type: "worker", index: 2 } })).toEqual({ peers: ["a:1", "b:2", "c:3"], task: 2 });
  });

  test("puts the chief first, as Kubeflow and Vertex have one, and takes an index in quotes", () => {
    const cluster = { worker: ["b:2", "c:3"], chief: ["a:1"], ps: [] };
    const peers = ["a:1", "b:2", "c:3"];
    expect(read({ cluster, task: { type: "chief", index: 0 } })).toEqual({ peers, task: 0 });
    expect(read({ cluster, task: { type: "worker", index: "1" }, environment: "cloud" })).toEqual({ peers, task: 2 });
  });

  test("is undefined where nothing is set, or one process is alone", () => {
    expect(clusterFromEnvironment({})).toBe(undefined);
    expect(clusterFromEnvironment({ TF_CONFIG: " " })).toBe(undefined);
    expect(read({})).toBe(undefined);
    expect(read({ cluster: { worker: ["a:1"] }, task: { type: "worker", index: 0 } })).toBe(undefined);
  });

  test.each([
    ["{", "expected TF_CONFIG to be JSON, got"],
    ['{"cluster":{"ps":["a:1"],"worker":["b:1"]}}', 'only chief, master, worker in its cluster, got "ps"'],
    ['{"cluster":{"worker":["a:1"]}}', "a task of type chief, master, worker, got none"],
    ['{"cluster":{"worker":["a:1"]},"task":{"type":"evaluator"}}', 'got "evaluator"'],
    ['{"cluster":{"worker":["a:1"]},"task":{"type":"worker","index":1}}', 'an address for worker 1, got ["a:1"]'],
    ['{"cluster":{"worker":["a:1"]},"task":{"type":"worker"}}', "an address for worker NaN"],
    ['{"cluster":{"worker":"a:1"},"task":{"type":"worker","index":0}}', 'a list of addresses for "worker", got "a:1"'],
    ['{"cluster":{"worker":[7]},"task":{"type":"worker","index":0}}', 'addresses as text for "worker", got 7'],
    ['{"cluster":["a:1"],"task":{"type":"worker","index":0}}', "an address for worker 0, got []"],
  ])("refuses %s", (text, message) => {
    const call = () => clusterFromEnvironment({ TF_CONFIG: text });
    expect(call).toThrow(ClusterError);
    expect(call).toThrow(message);
  });
});
