// Validate every YAML file below a folder against a schema, with ajv and js-yaml; exit with 1 where one is not valid.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { load } from "js-yaml";

const [schemaPath, folder] = process.argv.slice(2);
const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, "utf8")));
let failed = 0;
let count = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".yaml")) continue;
  count += 1;
  if (!validate(load(readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8")))) {
    failed += 1;
    console.error(entry.name, validate.errors);
  }
}
console.log(`${count} files, ${failed} not valid`);
process.exit(failed || count === 0 ? 1 : 0);
