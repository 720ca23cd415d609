import { library } from "@tresnet/tsup";

// The decode workers start from a file of their own.
export default library({ entry: ["src/index.ts", "src/decode-worker.ts"] });
