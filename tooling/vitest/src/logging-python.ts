/** The Pythons that read what trainings log. */
import { pythonEnvironment } from "./python-environment.ts";

/** The path of a Python with TensorBoard. */
export function pythonWithTensorBoard(): Promise<string> {
  return pythonEnvironment("tensorboard-2.21.0", ["tensorboard==2.21.0"], "TRESNET_TENSORBOARD_PYTHON");
}

/** The path of a Python with MLflow and its server. */
export function pythonWithMlflow(): Promise<string> {
  return pythonEnvironment("mlflow-3.17.2", ["mlflow==3.17.2"], "TRESNET_MLFLOW_PYTHON");
}
