import { library } from "@tresnet/tsup";

export default library({ entry: ["src/index.ts", "src/node.ts"], platform: "neutral" });
