import { expect, test } from "vitest";
import { type Answer, watchPeers } from "./peer-health.ts";

/** Watches peers that answer as they are told, and returns who was lost, and how often each was asked. */
async function watch(answers: Record<number, readonly boolean[]>, lostAfterMs: number) {
  const asked = new Map<number, number>();
  const ask = async (task: number): Promise<Answer> => {
    const count = asked.get(task) ?? 0;
    asked.set(task, count + 1);
    const there = answers[task]?.at(Math.min(count, (answers[task]?.length ?? 0) - 1)) ?? false;
    return there ? { there } : { there: false, why: "no answer" };
  };
  const lost = await new Promise<{ task: number; why: string }>((resolve, reject) => {
    watchPeers({
      ask,
      tasks: Object.keys(answers).map(Number),
      lostAfterMs,
      intervalMs: 1,
      onLost: (task, why) => resolve({ task, why }),
    });
    // Timers of a watch do not keep a process alive.
    setTimeout(() => reject(new Error("nobody was lost")), 30_000).unref();
  });
  return { lost, asked: [...asked] };
}

test("names the peer that gives no answer any more", async () => {
  const { lost } = await watch({ 0: [true], 2: [true, true, false] }, 5);
  expect(lost).toEqual({ task: 2, why: "no answer" });
});

test("forgives one question without an answer, however long it took", async () => {
  const { lost, asked } = await watch({ 1: [false, true, false, true, false] }, Number.MIN_VALUE);
  expect(lost.task).toBe(1);
  expect(asked).toEqual([[1, 6]]);
});

test("asks nobody any more once it was stopped", async () => {
  let asked = 0;
  let release = (_: Answer) => {};
  const first = new Promise<void>((resolve) => {
    const watching = watchPeers({
      ask: () => {
        asked++;
        setImmediate(() => {
          watching.stop();
          release({ there: false, why: "late" });
          resolve();
        });
        return new Promise<Answer>((answer) => {
          release = answer;
        });
      },
      tasks: [1],
      lostAfterMs: Number.MIN_VALUE,
      intervalMs: 0,
      onLost: () => {
        throw new Error("not lost");
      },
    });
  });
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toBe(1);
});
