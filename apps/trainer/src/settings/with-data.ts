import { UsageError } from "../errors.ts";

/** Settings that name their data. @throws UsageError with this message when they name none. */
export function withData<Options extends { readonly data?: string | undefined }>(
  options: Options,
  message: string,
): Options & { readonly data: string } {
  const { data } = options;
  if (data === undefined) throw new UsageError(message);
  return { ...options, data };
}

/** What is said when there is nothing to look at. */
export const nothingToInspect = "data inspect: expected data, got none. Say what to look at, such as folder:photos.";

/** What is said when there is nothing to draw from. */
export const nothingToPreview = "data preview: expected data, got none. Say what to draw from, such as folder:photos.";

/** What is said when there is nothing to clean. */
export const nothingToClean = "data clean: expected data, got none. Say what to look at, such as folder:photos.";
