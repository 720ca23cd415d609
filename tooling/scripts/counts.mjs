/** Counts of tests, and the one line that ends every run: "N passed, N failed". */

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * The parts of vitest's JSON report that are read here.
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {readonly { name?: string, status: string, assertionResults: readonly { status?: string }[] }[]}
 * testResults
 */

/**
 * What one vitest run counted. A file that broke before its first test counts as one failure, and so does a run that
 * ends badly without any failed test (an unhandled rejection, a worker that died).
 * @param {VitestReport | undefined} report undefined when vitest wrote none
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countsOfRun(report, exitCode) {
  const passed = report?.numPassedTests ?? 0;
  const brokenFiles = report?.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const failed = (report?.numFailedTests ?? 0) + (brokenFiles?.length ?? 0);
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/**
 * The files with tests that ended as not run, and how many: those whose golden files are not on this machine.
 * @param {VitestReport | undefined} report
 * @returns {{ file: string, tests: number }[]}
 */
export function notRunOf(report) {
  const files = (report?.testResults ?? []).map(({ name = "", assertionResults }) => ({
    file: name,
    tests: assertionResults.filter(({ status }) => status === "skipped" || status === "pending").length,
  }));
  return files.filter(({ tests }) => tests > 0);
}

/** @param {readonly Counts[]} counts @returns {Counts} */
export function sum(counts) {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  };
}

/** @param {Counts} counts */
export function countsLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
