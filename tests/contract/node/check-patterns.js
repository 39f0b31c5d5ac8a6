// Reads documents in JSON; prints every `pattern` in them that is no regular expression by ECMA-262, as JSON Schema has it.
const fs = require("fs");

function* patterns(node) {
  if (node === null || typeof node !== "object") return;
  if (typeof node.pattern === "string") yield node.pattern;
  for (const child of Object.values(node)) yield* patterns(child);
}

for (const path of process.argv.slice(2)) {
  for (const pattern of new Set(patterns(JSON.parse(fs.readFileSync(path, "utf8"))))) {
    try {
      new RegExp(pattern, "u");
    } catch (error) {
      console.log(`${path}: ${error.message}`);
    }
  }
}
