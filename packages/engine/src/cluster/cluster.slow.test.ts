import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { killAll, type StartedProcess, startProcess } from "../../test/cluster/start-processes.ts";
import { canMakeNetworks, makeNetworks, removeNetworks } from "../../test/cluster/two-networks.ts";
import { loopbackAddresses } from "./loopback-addresses.ts";

afterEach(killAll);

/** Starts as many processes as there are peers, all with the same action. */
function startAll(action: string, peers: readonly string[], more: object = {}): StartedProcess[] {
  return peers.map((_, task) => startProcess({ action, peers, task, ...more }));
}

describe("processes that compute together", () => {
  test.each([2, 3])("%d have the same sums and means of all, and end", async (size) => {
    const processes = startAll("sums", await loopbackAddresses(size));
    const said = await Promise.all(processes.map(({ line }) => line("values")));
    const numbers = Array.from({ length: size }, (_, task) => task + 1);
    const sum = numbers.reduce((a, b) => a + b, 0);
    const squares = numbers.reduce((total, n) => total + n * n, 0);
    const tensors = (a: number, b: number, c: number) => [[a, b], new Array(6).fill(c)];
    expect(said[0]).toEqual({
      values: [
        tensors(sum - size, 10 * size, sum),
        tensors(sum - size, 10 * size, sum),
        tensors(sum / size - 1, 10, sum / size),
        tensors(Math.fround((squares - sum) / sum), 10, Math.fround(squares / sum)),
      ],
      sent: [["0", "0", "NaN"], ["7"]],
      negative: true,
      bytes: numbers.map((n) => [(n - 1) * 3_000_001, true]),
      texts: numbers.map((n) => "é".repeat(n - 1)),
    });
    for (const other of said) expect(other).toEqual(said[0]);
    expect(await Promise.all(processes.map(({ ended }) => ended))).toEqual(
      processes.map(() => ({ code: 0, stderr: "" })),
    );
  });

  test("listen on their own address alone", async () => {
    const peers = await loopbackAddresses(2);
    const port = Number(peers[0]?.split(":")[1]);
    const waiting = startProcess({ action: "join", peers, task: 0 });
    await waiting.line("missing");
    const answers = (host: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ host, port, timeout: 2000 });
        const end = (connected: boolean) => () => {
          socket.destroy();
          resolve(connected);
        };
        socket.once("connect", end(true)).once("timeout", end(false)).once("error", end(false));
      });
    expect(await answers("127.0.0.1")).toBe(true);
    expect(await answers("127.0.0.2")).toBe(false);
  });
});

describe("a peer that goes", () => {
  test.each([
    ["SIGKILL", 2],
    ["SIGKILL", 3],
    ["SIGSTOP", 3],
  ] as const)("by %s, of %d, ends all others with its name", async (signal, size) => {
    const peers = await loopbackAddresses(size);
    const processes = startAll("loop", peers, { lostAfterMs: 4000 });
    await Promise.all(processes.map(({ line }) => line("step")));
    const [gone, ...others] = [processes[1], ...processes.filter((_, task) => task !== 1)];
    gone?.child.kill(signal);
    for (const other of others) {
      expect(await other?.line("error")).toMatchObject({
        error: "ClusterError",
        failure: "lost",
        // Who asks late may find that others have ended too.
        message: expect.stringMatching(new RegExp(`task 1 \\(${peers[1]}\\)(, .*)? (is|are) lost`)),
      });
      expect(await other?.ended).toMatchObject({ code: 1 });
    }
  });

  // Nobody says that a cable is cut: neither side hears of the other any more.
  test.runIf(canMakeNetworks())("by a cut cable ends both sides with the other's name", async () => {
    const { addresses, through, cut } = makeNetworks();
    try {
      const peers = addresses.map((address) => `${address}:2222`);
      const given = { action: "loop", peers, lostAfterMs: 4000 };
      const processes = peers.map((_, task) => startProcess({ ...given, task }, undefined, through[task]));
      await Promise.all(processes.map(({ line }) => line("step")));
      cut();
      const errors = await Promise.all(processes.map(({ line }) => line("error")));
      for (const [task, error] of errors.entries()) {
        const other = 1 - task;
        const message = expect.stringContaining(`task ${other} (${peers[other]}) is lost`);
        expect(error).toMatchObject({ error: "ClusterError", failure: "lost", message });
      }
    } finally {
      removeNetworks();
    }
  });

  test("by an error of its own tells the others why", async () => {
    const peers = await loopbackAddresses(2);
    const [healthy, failing] = peers.map((_, task) =>
      startProcess({ action: task === 1 ? "throw" : "loop", peers, task }),
    );
    expect(await failing?.line("error")).toMatchObject({ error: "Error", message: "out of paper" });
    expect(await healthy?.line("error")).toMatchObject({
      error: "ClusterError",
      failure: "stopped",
      message: expect.stringContaining(`task 1 (${peers[1]}) stopped: out of paper`),
    });
    expect(await healthy?.ended).toMatchObject({ code: 1 });
  });
});

describe("a cluster that can't begin", () => {
  test("names the peer that never comes, and why", async () => {
    const peers = [...(await loopbackAddresses(2)), "no-such-host.invalid:2222"];
    const waiting = startProcess({ action: "join", peers, task: 0, timeoutMs: 2000 });
    expect(await waiting.line("missing")).toEqual({
      missing: [
        { task: 1, why: "nobody listens there yet" },
        { task: 2, why: 'the host name "no-such-host.invalid" is not known' },
      ],
    });
    expect(await waiting.line("error")).toMatchObject({
      failure: "absent",
      message: expect.stringContaining(`task 1 (${peers[1]}): nobody listens there yet; task 2 (no-such-host`),
    });
    expect(await waiting.ended).toEqual({ code: 1, stderr: "" });
  });

  test("names the port that is taken by a process with the same task number", async () => {
    const peers = await loopbackAddresses(2);
    const first = startProcess({ action: "join", peers, task: 1 });
    await first.line("missing");
    const second = startProcess({ action: "join", peers, task: 1 });
    expect(await second.line("error")).toMatchObject({
      failure: "address",
      message: expect.stringMatching(/port \d+ of task 1 can't be listened on.*another process may have task 1 too/),
    });
  });

  test("names a machine that is not this one", async () => {
    const wrong = startProcess({ action: "join", peers: ["198.51.100.1:2222", "198.51.100.2:2222"], task: 1 });
    expect(await wrong.line("error")).toMatchObject({
      failure: "address",
      message: expect.stringContaining(
        "task 1 is 198.51.100.2:2222, at 198.51.100.2, which is no address of this machine",
      ),
    });
  });
});
