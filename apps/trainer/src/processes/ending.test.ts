import { DataError } from "@tresnet/data";
import { ClusterError } from "@tresnet/engine";
import { describe, expect, test } from "vitest";
import { InterruptedError } from "../errors.ts";
import { type Ending, errorOfAll, hasFailed } from "./ending.ts";

const ended = (task: number, more: Partial<Ending> = {}): Ending => ({
  task,
  code: more.error === undefined ? 0 : 1,
  signal: null,
  stderr: "",
  wasKilled: false,
  ...more,
});
const lost = () => new ClusterError("cluster: task 1 is lost: no answer.", "lost");
const killed = { code: null, signal: "SIGKILL" } as const;

test("a process has failed when it says so, or ends otherwise than with 0", () => {
  expect(hasFailed(ended(0))).toBe(false);
  expect(hasFailed(ended(0, killed))).toBe(true);
  expect(hasFailed(ended(0, { error: lost() }))).toBe(true);
});

describe("of several errors", () => {
  test("a death comes before what others heard of it", () => {
    const endings = [ended(0, { error: lost() }), ended(1, { ...killed, stderr: "out of memory\n" })];
    const error = errorOfAll(endings);
    expect(error).toMatchObject({ name: "ClusterError", failure: "lost" });
    expect(error.message).toBe(
      "train: task 1 of 2 processes was ended by SIGKILL. It printed: out of memory cluster: task 1 is lost: no answer.",
    );
  });

  test("what one process did wrong comes before what others heard of it, with its task", () => {
    const heard = new ClusterError("cluster: task 1 stopped: no images", "stopped");
    const error = errorOfAll([ended(0, { error: heard }), ended(1, { error: new DataError("no images") })]);
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe("task 1: no images");
  });

  test("who was ended from here, for it had stopped, is the one that others tell of", () => {
    const error = errorOfAll([ended(0, { error: lost() }), ended(1, { ...killed, wasKilled: true })]);
    expect(error.message).toBe("cluster: task 1 is lost: no answer.");
  });

  test("a stop that was asked for is task 0's to tell", () => {
    const stopped = (run?: string) => new InterruptedError("Stopped.", run === undefined ? {} : { run });
    const error = errorOfAll([
      ended(0, { error: stopped("runs/a"), code: 130 }),
      ended(1, { error: stopped(), code: 130 }),
    ]);
    expect(error).toMatchObject({ name: "InterruptedError", run: "runs/a" });
  });
});
