/** Measures where the time of traced functions goes, op by op. */
import { enqueue } from "../../backend/call-queue.ts";
import { currentBackend } from "../../backend/current-backend.ts";
import { OpProfile, type ProfiledCall, setProfile } from "./op-profile.ts";

/** How `profileOps` measures. */
export interface ProfileOptions {
  /**
   * How many ops run at once, a whole number of at least 1. With 1 their times add up to that of the call; with more
   * they overlap, as in calls that are not measured, and each takes longer.
   * @default 1
   */
  readonly interOpThreads?: number;
}

/**
 * Runs `action`, measures each call of a traced function in it by TensorFlow's step statistics on the CPU, and returns
 * the calls in their order.
 *
 * A measured call computes what it computes unmeasured, on the same optimized graph, but in a session of TensorFlow.
 * The session's first call optimizes the graph again: leave that one out. Ops tell their part of the program when it
 * was traced under `withScope`.
 * @throws RangeError when `interOpThreads` is no whole number of at least 1.
 * @throws Error inside of another profile, on a GPU, or when no engine runs.
 */
export async function profileOps(
  action: () => Promise<unknown>,
  { interOpThreads = 1 }: ProfileOptions = {},
): Promise<ProfiledCall[]> {
  if (!Number.isInteger(interOpThreads) || interOpThreads < 1) {
    throw new RangeError(`profileOps: interOpThreads must be a whole number of at least 1, got ${interOpThreads}.`);
  }
  const { eager } = currentBackend();
  if (eager.device !== undefined) {
    throw new Error(
      'profileOps: measures ops on the CPU, the engine runs on a GPU. Use useTensorFlow({ device: "cpu" }).',
    );
  }
  const profile = new OpProfile(eager, interOpThreads);
  const end = setProfile(profile);
  try {
    await action();
    return profile.calls;
  } finally {
    await enqueue(() => {
      end();
      profile.dispose();
    });
  }
}
