/**
 * `npm run test:long`, after `npm test`: the tests that take minutes each or run others' programs, Chromium and Python
 * with TensorFlow, ONNX Runtime, OpenVINO and pycocotools, which they fetch into the cache. The last line is "N passed,
 * N failed".
 */
import { countsLine } from "./counts.mjs";
import { requireNode } from "./repository.mjs";
import { runVitest } from "./vitest-run.mjs";

requireNode();
const counts = await runVitest({ named: ["long"] });
console.log(countsLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
