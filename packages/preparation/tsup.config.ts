import { library } from "@tresnet/tsup";

export default library();
