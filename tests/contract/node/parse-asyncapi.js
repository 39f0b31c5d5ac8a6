// Reads an AsyncAPI document with the official parser; prints what it finds wrong, one line each, as JSON.
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

const ERROR = 0, WARNING = 1;

new Parser().parse(readFileSync(process.argv[2], "utf8")).then(({ document, diagnostics }) => {
  const wrong = diagnostics.filter(({ severity }) => severity === ERROR || severity === WARNING);
  for (const { path, message } of wrong) console.log(JSON.stringify({ path: path.join("."), message }));
  process.exitCode = document && wrong.length === 0 ? 0 : 1;
});
