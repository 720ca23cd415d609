import { TestRunner } from "vitest";

/**
 * Ends the running test as not run, with the reason in vitest's report; for missing files only, never for a test that
 * fails.
 * @throws Error outside of a test.
 */
export function notRun(reason: string): never {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error(`${reason}. Ask for it inside of a test, so that only this test is not run.`);
  return test.context.skip(reason);
}
