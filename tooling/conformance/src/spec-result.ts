/** One finished jasmine spec, one JSON line in the results file. */
export interface SpecResult {
  /** Full name: the describes above it and its own, as the lists in ../shared/conformance spell it. */
  readonly name: string;
  readonly status: "passed" | "failed" | "pending" | "excluded";
  /** The first line of each failed expectation. */
  readonly messages: readonly string[];
}
