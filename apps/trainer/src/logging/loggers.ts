/** The loggers by name: a new one is a file and a row here. */
import { UsageError } from "../errors.ts";
import { mlflow } from "./mlflow/mlflow-logger.ts";
import type { LoggedRun, LoggerRow, RunLogger } from "./run-logger.ts";
import { tensorboard } from "./tensorboard/tensorboard-logger.ts";

const loggers = { tensorboard, mlflow } as const satisfies Readonly<Record<string, LoggerRow>>;

/** How each is named in `--log`: "tensorboard", "mlflow:URI". */
export const loggerForms: readonly string[] = Object.values(loggers).map(({ shown }) => shown);

/**
 * Checks the names that `--log` has.
 * @throws UsageError for a name that is no logger's, or a target that is none.
 */
export function checkLoggers(names: readonly string[] = []): void {
  for (const name of names) {
    const { row, target } = found(name);
    row.check(target);
  }
}

/** Opens the loggers that `--log` names; one that can't be opened is told of and left out. */
export async function openLoggers(names: readonly string[], run: LoggedRun): Promise<RunLogger[]> {
  const opened = await Promise.all(
    names.map(async (name) => {
      const { row, target } = found(name);
      return row.open(target, run).catch((error: unknown) => {
        run.tell(`--log ${name}: nothing is logged there (${error instanceof Error ? error.message : String(error)})`);
        return undefined;
      });
    }),
  );
  return opened.filter((one) => one !== undefined);
}

function found(name: string): { readonly row: LoggerRow; readonly target: string | undefined } {
  const [key = "", ...rest] = name.split(":");
  const row = Object.entries(loggers).find(([known]) => known === key)?.[1];
  if (row !== undefined) return { row, target: rest.length === 0 ? undefined : rest.join(":") };
  throw new UsageError(`--log: expected ${loggerForms.join(" or ")}, got "${name}".`);
}
