import { ClusterError } from "@tresnet/engine";
import { describe, expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { placeOf } from "./place.ts";

const peers = ["a:2222", "b:2222", "c:2222"];
const config = { cluster: { worker: peers }, task: { type: "worker", index: 1 } };
const environment = { TF_CONFIG: JSON.stringify(config) };
const none = { environment: {} };

describe("a process's place", () => {
  test("is alone unless something says otherwise", () => {
    expect(placeOf({}, none)).toEqual({ place: { kind: "alone" } });
    expect(placeOf({ processes: 1 }, none)).toEqual({ place: { kind: "alone" }, notice: undefined });
  });

  test("is to start so many, or as many as a run began with", () => {
    expect(placeOf({ processes: 3 }, none).place).toEqual({ kind: "start", processes: 3, timeoutMs: 300_000 });
    const { place, notice } = placeOf({ clusterTimeout: 0.5 }, { ...none, usual: 2 });
    expect(place).toEqual({ kind: "start", processes: 2, timeoutMs: 30_000 });
    expect(notice).toContain("2 processes, as the run began");
    expect(placeOf({ processes: 1 }, { ...none, usual: 2 }).place).toEqual({ kind: "alone" });
  });

  test("is one of a list's", () => {
    const place = { kind: "member", peers, task: 2, timeoutMs: 300_000 };
    expect(placeOf({ cluster: peers, clusterTask: 2 }, { environment }).place).toEqual(place);
    expect(placeOf({ cluster: peers, clusterTask: 2, processes: 3 }, none).place).toEqual(place);
  });

  test("is what TF_CONFIG says, which is told, unless it is to be ignored", () => {
    const { place, notice } = placeOf({}, { environment, usual: 2 });
    expect(place).toEqual({ kind: "member", peers, task: 1, timeoutMs: 300_000 });
    expect(notice).toBe("cluster: task 1 of 3 (b:2222), by the variable TF_CONFIG (--no-tf-config ignores it)");
    expect(placeOf({ tfConfig: false }, { environment }).place).toEqual({ kind: "alone" });
    const started = placeOf({ processes: 2 }, { environment });
    expect(started.place.kind).toBe("start");
    expect(started.notice).toContain("TF_CONFIG is set and is not used");
  });

  test.each([
    [{ cluster: peers }, "--cluster: expected --cluster-task with it, which of the 3"],
    [{ clusterTask: 1 }, "--cluster-task: expected --cluster with it"],
    [{ cluster: peers, clusterTask: 3 }, "from 0 to 2, got 3"],
    [{ cluster: peers, clusterTask: 0, processes: 2 }, "--processes: expected 3, as many as --cluster has addresses"],
    [{ cluster: ["a:1"], clusterTask: 0 }, "two processes or more"],
  ])("%j is refused", (options, message) => {
    expect(() => placeOf(options, none)).toThrow(UsageError);
    expect(() => placeOf(options, none)).toThrow(message);
  });

  test("a TF_CONFIG that can't be read is refused, unless it is to be ignored", () => {
    const broken = { environment: { TF_CONFIG: "{" } };
    expect(() => placeOf({}, broken)).toThrow(ClusterError);
    expect(placeOf({ tfConfig: false }, broken).place).toEqual({ kind: "alone" });
  });
});
