/** All runs as they stand, and what changes of them; looks at files, since not every file system tells of changes. */
import type { RunChanges, RunDetails, RunList, RunSteps, RunSummary } from "@tresnet/board";
import { runDirectory } from "../../run-directory/run-directory.ts";
import { describeRun } from "./describe-run.ts";
import { runFiles, type ShownAnswers } from "./run-files.ts";
import type { RunsFolder } from "./runs-folder.ts";
import { summarizeRun } from "./summarize-run.ts";

const everyMs = 1000;
/** Runs that do not train are looked at so seldom: every fifth time, and their files when the folder has changed. */
const idleTurns = 5;
/** Runs that are read at once. */
const atOnce = 16;

/** The runs of a folder. */
export class Runs {
  readonly #folder: RunsFolder;
  readonly #program: string;
  readonly #files = runFiles();
  readonly #known = new Map<string, RunSummary>();
  readonly #problems = new Map<string, string>();
  readonly #listeners = new Set<(changes: RunChanges) => void>();
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;
  #looking: Promise<RunChanges> | undefined;

  /** Makes the runs of a folder; commands name this program so. */
  constructor(folder: RunsFolder, program: string) {
    this.#folder = folder;
    this.#program = program;
  }

  /** Every run as it stands now. */
  async list(): Promise<RunList> {
    await this.#look(true);
    return { folder: this.#folder.named, runs: [...this.#known.values()] };
  }

  /** The folder of a run; undefined where there is none of this id. */
  folderOf(id: string): Promise<string | undefined> {
    return this.#folder.folderOf(id);
  }

  /** A run as it stands now; undefined where there is none of this id. */
  async summary(id: string): Promise<RunSummary | undefined> {
    const folder = await this.folderOf(id);
    return folder === undefined ? undefined : summarizeRun(this.#files, id, folder, this.#problems.get(id));
  }

  /** What a run's page says. */
  details(folder: string): Promise<RunDetails> {
    return describeRun(this.#files, folder, this.#program);
  }

  /** The rows of a run's step log from one on; all where they were written anew since. */
  async steps(folder: string, since: { readonly generation: string; readonly from: number }): Promise<RunSteps> {
    const { steps } = runDirectory(folder);
    const { value, found } = await this.#files.steps.get(steps);
    // A file that is appended to stays the same one.
    const generation = found?.mark.split(" ")[0] ?? "";
    const from = generation === since.generation ? since.from : 0;
    const rows = (value?.rows ?? []).slice(from).map((row) => row.map((one) => (Number.isFinite(one) ? one : null)));
    const { columns = [], stepsPerEpoch = 1 } = value?.head ?? {};
    return { generation, from, columns, stepsPerEpoch, rows };
  }

  /** The answers of a run; undefined where there are none. */
  async answers(folder: string): Promise<ShownAnswers | undefined> {
    const { value, problem } = await this.#files.answers.get(runDirectory(folder).answers);
    if (problem !== undefined) throw new Error(problem);
    return value;
  }

  /** Says of a run what went wrong with starting it again; undefined takes that back. */
  setProblem(id: string, problem: string | undefined): void {
    if (problem === undefined) this.#problems.delete(id);
    else this.#problems.set(id, problem);
    void this.#look(true);
  }

  /** Calls `listener` with changes until the returned function is called. */
  watch(listener: (changes: RunChanges) => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => void this.#look(false), everyMs).unref();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Looks now, at all runs or at those that train and now and then at the others. */
  async #look(all: boolean): Promise<void> {
    // One that is under way may have passed what was written a moment ago.
    if (this.#looking !== undefined && !all) return;
    await this.#looking;
    this.#looking ??= this.#changes(all || this.#turn++ % idleTurns === 0).finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #changes(all: boolean): Promise<RunChanges> {
    const before = new Map(this.#known);
    const running = [...before.values()].filter(({ state }) => state === "running").map(({ id }) => id);
    const ids = new Set(all ? await this.#folder.list() : running);
    const removed = all ? [...before.keys()].filter((id) => !ids.has(id)) : [];
    const changed: RunSummary[] = [];
    const waiting = [...ids];
    const read = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const summary = await this.summary(id).catch(() => undefined);
        if (summary === undefined) {
          if (before.has(id)) removed.push(id);
          continue;
        }
        this.#known.set(id, summary);
        if (JSON.stringify(before.get(id)) !== JSON.stringify(summary)) changed.push(summary);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, read));
    for (const id of removed) this.#known.delete(id);
    const changes = { changed, removed };
    if (changed.length + removed.length > 0) for (const listener of this.#listeners) listener(changes);
    return changes;
  }
}
