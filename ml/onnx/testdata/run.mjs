// Runs ONNX files: reads a list of {model, inputs} as JSON from standard input and writes a list of outputs.
// Numbers that JSON cannot hold travel as null for NaN.
import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-web";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

const jobs = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const { model, inputs } of jobs) {
  const session = await ort.InferenceSession.create(Buffer.from(model, "base64"));
  const feeds = {};
  for (const [name, values] of Object.entries(inputs)) {
    const text = typeof values[0] === "string";
    const data = text ? values : Float64Array.from(values, (x) => (x === null ? NaN : x));
    feeds[name] = new ort.Tensor(text ? "string" : "float64", data, [values.length, 1]);
  }
  const outputs = await session.run(feeds);
  const answer = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    answer[name] = Array.from(tensor.data, (x) => (Number.isNaN(x) ? null : x));
  }
  answers.push(answer);
}
process.stdout.write(JSON.stringify(answers));
