import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { withFolderLock } from "@tresnet/files";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runDirectory } from "../../run-directory/run-directory.ts";
import { type Board, type BoardOptions, serveBoard } from "./serve-board.ts";

let folder = "";
let board: Board;
const at = (...names: string[]) => path.join(folder, "runs", ...names);
const files = new Map([["index.html", new TextEncoder().encode("<!doctype html>the page")]]);
const options = (): BoardOptions => ({ folder: at(), port: 0, files, program: "tresnet", cli: [] });

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-board-test-"));
  await makeRun("first");
  board = await serveBoard(options());
});
afterEach(async () => {
  await board.close();
  await rm(folder, { recursive: true });
});

const line = (epoch: number, valAccuracy: number) =>
  `${JSON.stringify({ epoch, step: epoch * 4, trainLoss: 1 / epoch, trainAccuracy: 0.5, learningRate: 0.1, valLoss: 1, valAccuracy, imagesPerSecond: 10, seconds: epoch })}\n`;

async function makeRun(name: string, epochs = 2): Promise<void> {
  await mkdir(at(name), { recursive: true });
  const config = {
    options: { data: "folder:photos", model: "tresnet_s", epochs, batchSize: 8 },
    environment: { Node: "22" },
  };
  await writeFile(at(name, "config.json"), JSON.stringify(config));
  await writeFile(at(name, "metrics.jsonl"), line(1, 0.5) + line(2, 0.75));
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks with headers that fetch would not send, and for paths that it would tidy. */
async function ask(where: string, { method = "GET", headers = {}, body }: Asked = {}, port = board.port) {
  const asked = request({ host: "127.0.0.1", port, path: where, method, headers });
  asked.end(body);
  const [response] = await once(asked, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  const json = String(response.headers["content-type"]).includes("json");
  return { status: response.statusCode, headers: response.headers, text, value: json ? JSON.parse(text) : undefined };
}
const ownOrigin = () => ({ origin: `http://127.0.0.1:${board.port}`, host: `127.0.0.1:${board.port}` });
const change = (where: string, value: unknown) =>
  ask(where, {
    method: "POST",
    headers: { ...ownOrigin(), "content-type": "application/json" },
    body: JSON.stringify(value),
  });
const summaryOf = async (id: string) => {
  const { value } = await ask("/api/runs");
  return value.runs.find((run: { id: string }) => run.id === id);
};

test("tells of a run what its files say", async () => {
  expect(await summaryOf("first")).toMatchObject({
    state: "killed",
    data: "folder:photos",
    best: { metric: "accuracy", value: 0.75, epoch: 2 },
    epochsDone: 2,
    epochs: 2,
    step: 8,
    resumable: true,
    star: false,
  });
  const { value } = await ask("/api/runs/first");
  expect(value.settings).toMatchObject({ "batch-size": "8", model: "tresnet_s" });
  expect(value.epochs.map(({ values }: { values: object }) => values)).toMatchObject([
    { valAccuracy: 0.5 },
    { valAccuracy: 0.75 },
  ]);
});

test.each([
  ["done", "done"],
  ["interrupted", "interrupted"],
  ["diverged", "diverged"],
  ["failed", "failed"],
])("a training that said %s at its end is %s", async (state, shown) => {
  await writeFile(at("first", "outcome.json"), JSON.stringify({ state, message: "why", at: "2026-01-01" }));
  expect(await summaryOf("first")).toMatchObject({ state: shown, message: "why" });
});

test("a run of an earlier version with all its epochs and a report is done", async () => {
  await writeFile(at("first", "report.html"), "<p>report");
  expect(await summaryOf("first")).toMatchObject({ state: "done", resumable: false });
});

test("only a training that holds the lock is running, and only that can be asked to stop", async () => {
  const refused = await change("/api/runs/first/stop", {});
  expect([refused.status, refused.value.error]).toEqual([409, "No training runs in this folder."]);
  await withFolderLock(runDirectory(at("first")).lock, async () => {
    expect(await summaryOf("first")).toMatchObject({ state: "running", resumable: false, stopping: false });
    expect((await change("/api/runs/first/stop", {})).status).toBe(202);
    expect(await summaryOf("first")).toMatchObject({ stopping: true });
  });
});

test("keeps note and star in the run's folder", async () => {
  const text = '<img src=x onerror="alert(1)"> & more';
  expect((await change("/api/runs/first/notes", { star: true, note: text })).status).toBe(200);
  expect(await summaryOf("first")).toMatchObject({ star: true, note: text });
  expect((await change("/api/runs/first/notes", { star: 1, note: text })).status).toBe(400);
  expect((await change("/api/runs/first/notes", { star: true, note: "x".repeat(70_000) })).status).toBe(413);
});

test("gives the steps that are new, and all of them when the file was written anew", async () => {
  const columns = ["step", "epoch", "loss", "learningRate", "gradientNorm", "imagesPerSecond", "seconds"];
  const head = JSON.stringify({ columns, every: 1, stepsPerEpoch: 4 });
  await writeFile(at("first", "steps.jsonl"), `${head}\n[1,1,2,0.1,3,10,1]\n[2,1,null,0.1,3,10,2]\n[3,1,`);
  const first = (await ask("/api/runs/first/steps")).value;
  expect(first).toMatchObject({ from: 0, columns, stepsPerEpoch: 4, rows: [[1, 1, 2, 0.1, 3, 10, 1], { 2: null }] });
  expect(await summaryOf("first")).toMatchObject({ step: 8, stepsPerEpoch: 4 });
  await writeFile(
    at("first", "steps.jsonl"),
    `${head}\n[1,1,2,0.1,3,10,1]\n[2,1,null,0.1,3,10,2]\n[9,3,1,0.1,3,10,3]\n`,
  );
  const more = (await ask(`/api/runs/first/steps?generation=${first.generation}&from=2`)).value;
  expect(more).toMatchObject({ from: 2, rows: [[9, 3, 1, 0.1, 3, 10, 3]] });
  expect((await ask("/api/runs/first/steps?generation=other&from=2")).value.rows).toHaveLength(3);
});

test("damaged files are told of, and the rest is shown", async () => {
  await makeRun("second");
  await appendFile(at("second", "metrics.jsonl"), 'nonsense\n{"epoch":3');
  await writeFile(at("second", "steps.jsonl"), "not a log\n[1]\n");
  await writeFile(at("second", "notes.json"), "{");
  await writeFile(at("second", "outcome.json"), "[]");
  await mkdir(at("half"));
  await writeFile(at("half", "config.json"), '{"options": {"data": "f');
  await mkdir(at("bare"));
  await writeFile(at("bare", "metrics.jsonl"), line(1, 0.5));
  expect(await summaryOf("first")).toMatchObject({ message: "" });
  expect(await summaryOf("second")).toMatchObject({ epochsDone: 2, best: { value: 0.75 } });
  expect(await summaryOf("half")).toMatchObject({ message: expect.stringContaining("damaged"), resumable: false });
  expect(await summaryOf("bare")).toMatchObject({ message: expect.stringContaining("no config.json"), epochsDone: 1 });
  const { value } = await ask("/api/runs/second");
  expect(value.problems).toEqual([
    expect.stringContaining("its first line is damaged"),
    expect.stringContaining("metrics.jsonl: 1 line is damaged"),
  ]);
  expect((await ask("/api/runs/second/steps")).value.rows).toEqual([]);
  expect((await ask("/api/runs/second/answers")).status).toBe(404);
});

test("a run that is removed while it is looked at is gone, and so it is told", async () => {
  await ask("/api/runs");
  const asked = request({ host: "127.0.0.1", port: board.port, path: "/api/events" });
  asked.end();
  const [response] = await once(asked, "response");
  await rm(at("first"), { recursive: true });
  let told = "";
  for await (const chunk of response) {
    told += chunk;
    if (told.includes("removed")) break;
  }
  expect(told).toContain('event: runs\ndata: {"changed":[],"removed":["first"]}');
  expect((await ask("/api/runs/first")).value.error).toContain("There is no such run");
});

test("a folder without runs has none, one that is not there and a file are refused", async () => {
  await rm(at("first"), { recursive: true });
  expect((await ask("/api/runs")).value.runs).toEqual([]);
  await expect(serveBoard({ ...options(), folder: at("none") })).rejects.toThrow("there is no");
  await writeFile(at("file"), "");
  await expect(serveBoard({ ...options(), folder: at("file") })).rejects.toThrow("got the file");
});

test("a port that is taken is refused where it was asked for", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" ? address?.port : 0;
  try {
    await expect(serveBoard({ ...options(), port })).rejects.toThrow(
      `--port: expected a port that is free, and ${port} is taken`,
    );
  } finally {
    taken.close();
  }
});

describe("safety", () => {
  test("every answer has a strict policy, and a report is in a sandbox", async () => {
    const page = await ask("/");
    expect(page.text).toContain("the page");
    expect(page.headers["content-security-policy"]).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(page.headers["x-content-type-options"]).toBe("nosniff");
    expect((await ask("/api/runs")).headers["content-security-policy"]).toContain("default-src 'none'");
    await writeFile(at("first", "report.html"), "<p>report");
    const report = await ask("/api/runs/first/report");
    expect(report.headers["content-security-policy"]).toMatch(/^sandbox; default-src 'none'/);
  });

  test.each([["/"], ["/api/runs"], ["/api/events"]])(
    "%s is refused by another name, and to pages of other sites",
    async (where) => {
      expect((await ask(where, { headers: { host: `evil.example:${board.port}` } })).status).toBe(403);
      expect((await ask(where, { headers: { origin: "http://evil.example" } })).status).toBe(403);
      expect((await ask(where, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    },
  );

  test("changes are taken from the board's own page alone", async () => {
    const note = JSON.stringify({ star: true, note: "" });
    const json = { "content-type": "application/json" };
    const sent = (headers: Record<string, string>) =>
      ask("/api/runs/first/notes", { method: "POST", headers, body: note });
    expect((await sent(json)).status).toBe(403);
    expect((await sent({ ...json, origin: "null" })).status).toBe(403);
    expect((await sent({ ...json, origin: "http://127.0.0.1:1" })).status).toBe(403);
    expect((await sent({ ...ownOrigin(), "content-type": "text/plain" })).status).toBe(415);
    expect((await sent({ ...ownOrigin(), ...json })).status).toBe(200);
  });

  test("no path leaves the folder of runs, and no symbolic link does", async () => {
    await makeRun("../outside");
    await writeFile(at("../outside/report.html"), "secret");
    await symlink(at("../outside"), at("linked"));
    await mkdir(at("first", "pictures"));
    await writeFile(at("first", "pictures", "1.webp"), "picture");
    await symlink(at("../outside/report.html"), at("first", "pictures", "2.webp"));
    await symlink(at("../outside/report.html"), at("first", "report.html"));
    const outside = [
      "..%2foutside",
      "linked",
      "%2e%2e/outside",
      "first%2f..%2f..%2foutside",
      "",
      "first%2f",
      ".%2ffirst",
      "first%00",
    ];
    for (const id of outside) {
      expect((await ask(`/api/runs/${id}/report`)).status, id).toBe(404);
    }
    expect((await ask("/api/runs/first/report")).status).toBe(404);
    expect((await ask("/api/runs/first/pictures/1.webp")).text).toBe("picture");
    for (const name of ["2.webp", "..%2fconfig.json", "..%2f1.webp", "3.webp"]) {
      expect((await ask(`/api/runs/first/pictures/${name}`)).status, name).toBe(404);
    }
    await rm(at("first", "pictures"), { recursive: true });
    await symlink(at("../outside"), at("first", "pictures"));
    expect((await ask("/api/runs/first/pictures/1.webp")).status).toBe(404);
    expect((await ask("/api/runs")).value.runs.map(({ id }: { id: string }) => id)).toEqual(["first"]);
    // What is written replaces a link, and does not go through it.
    await symlink(at("../outside/config.json"), at("first", "notes.json"));
    await change("/api/runs/first/notes", { star: true, note: "" });
    expect(await readFile(at("../outside/config.json"), "utf8")).toContain("options");
  });

  test("with a host every request needs the token, which leaves the address for a cookie", async () => {
    const open = await serveBoard({ ...options(), host: "127.0.0.1" });
    try {
      const { pathname, search } = new URL(open.url);
      expect(search).toMatch(/^\?token=[\w-]{32}$/);
      const asked = (where: string, headers = {}) => ask(where, { headers }, open.port);
      for (const where of ["/", "/api/runs", "/?token=wrong"]) expect((await asked(where)).status, where).toBe(401);
      const first = await asked(pathname + search);
      expect([first.status, first.headers["location"]]).toEqual([303, "/"]);
      const [cookie = ""] = first.headers["set-cookie"] ?? [];
      expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/);
      expect((await asked("/api/runs", { cookie: cookie.split(";")[0] })).status).toBe(200);
      expect((await asked("/api/runs", { cookie: `${cookie.split(";")[0]}x` })).status).toBe(401);
    } finally {
      await open.close();
    }
  });

  test("there is nothing of other names, and nothing to be written there", async () => {
    for (const where of ["/none", "/api/none", "/api/runs/first/none", "/index.html/x", "/%E0%A4%A"]) {
      expect((await ask(where)).status, where).toBeGreaterThanOrEqual(400);
    }
    expect((await change("/", {})).status).toBe(404);
    expect((await change("/api/runs/first/report", {})).status).toBe(404);
  });
});
