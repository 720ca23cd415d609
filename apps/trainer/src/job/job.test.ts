import { describe, expect, test } from "vitest";
import { InterruptedError } from "../errors.ts";
import { type Job, runJob } from "./job.ts";
import { untilStopped } from "./stop.ts";

/** Counts to three as a training takes its steps: it looks at the signal after each, and saves before it stops. */
function countingTo(saved: number[]) {
  return async ({ emit, signal }: Job<number>) => {
    for (let step = 1; step <= 3; step++) {
      emit(step);
      await Promise.resolve();
      if (!signal.aborted) continue;
      saved.push(step);
      throw new InterruptedError("Stopped.", { run: "runs/one" });
    }
    return "done";
  };
}

describe("runJob", () => {
  test("gives every event to the listener in order, and the work's result to the caller", async () => {
    const events: number[] = [];
    expect(await runJob({ onEvent: (event: number) => events.push(event) }, countingTo([]))).toBe("done");
    expect(events).toEqual([1, 2, 3]);
  });

  test("names the command line as the caller does, else tresnet", async () => {
    expect(await runJob({}, async ({ program }) => program)).toBe("tresnet");
    expect(await runJob({ program: "npx tresnet" }, async ({ program }) => program)).toBe("npx tresnet");
  });

  test("does not begin when the signal is aborted already", async () => {
    const work = () => Promise.reject(new Error("expected no work"));
    await expect(runJob({ signal: AbortSignal.abort() }, work)).rejects.toThrow(InterruptedError);
  });

  test("stops by the signal, after what the work saves", async () => {
    const saved: number[] = [];
    const controller = new AbortController();
    const onEvent = (event: number) => event === 2 && controller.abort();
    const stopped = runJob(
      { onEvent: (event: number) => void onEvent(event), signal: controller.signal },
      countingTo(saved),
    );
    await expect(stopped).rejects.toMatchObject({ name: "InterruptedError", run: "runs/one" });
    expect(saved).toEqual([2]);
  });

  test("a listener that throws stops the work as a signal does, hears no more, and its error is the caller's", async () => {
    const [saved, heard]: [number[], number[]] = [[], []];
    const error = new Error("the board is gone");
    const onEvent = (event: number) => {
      heard.push(event);
      throw error;
    };
    await expect(runJob({ onEvent }, countingTo(saved))).rejects.toBe(error);
    expect([heard, saved]).toEqual([[1], [1]]);
  });

  test("a listener that throws on the last event is told of too", async () => {
    const error = new Error("late");
    const onEvent = (event: number) => {
      if (event === 3) throw error;
    };
    const work = async ({ emit }: Job<number>) => [1, 2, 3].map(emit).length;
    await expect(runJob({ onEvent }, work)).rejects.toBe(error);
  });

  test("what goes wrong in the work after a listener threw is news", async () => {
    const full = new Error("no space left on device");
    const onEvent = () => {
      throw new Error("listener");
    };
    const work = async ({ emit }: Job<number>) => {
      emit(1);
      throw full;
    };
    await expect(runJob({ onEvent }, work)).rejects.toBe(full);
  });
});

describe("untilStopped", () => {
  test("tells of a stop in place of what broke off", async () => {
    const controller = new AbortController();
    const work = async () => {
      controller.abort();
      throw new Error("aborted read");
    };
    await expect(untilStopped(controller, work)).rejects.toThrow("Stopped. Nothing was written.");
  });

  test("leaves other errors, and other stops, as they are", async () => {
    const { signal } = new AbortController();
    const error = new Error("broken");
    await expect(untilStopped({ signal }, () => Promise.reject(error))).rejects.toBe(error);
    const stop = new InterruptedError("Stopped after 3 steps.");
    await expect(untilStopped({ signal: AbortSignal.abort() }, () => Promise.reject(stop))).rejects.toBe(stop);
  });
});
