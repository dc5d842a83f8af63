// Checks what jambonz sends and what it gets against the schemas that jambonz publishes.
// In: {"hooks": {name: [callback, payload]}, "answers": {name: verbs}} on stdin.
// Out: {name: error or null}. Its packages are looked for beside this file.

import {readFileSync, readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';

const require = createRequire(import.meta.url);
const Ajv2020 = require('ajv/dist/2020').default;
const schema = require('@jambonz/schema');
const specifications = require('@jambonz/verb-specifications');
const logger = {info: () => {}, debug: () => {}, error: () => {}};

const callbacks = join(dirname(require.resolve('@jambonz/schema')), 'callbacks');
const ajv = new Ajv2020({strict: false, logger: false});
for (const file of readdirSync(callbacks)) {
  ajv.addSchema(JSON.parse(readFileSync(join(callbacks, file), 'utf8')));
}

const hookError = (callback, payload) => {
  const validate = ajv.getSchema(`https://jambonz.org/schema/callbacks/${callback}`);
  if (!validate) return `no such callback: ${callback}`;
  return validate(payload) ? null : ajv.errorsText(validate.errors);
};

const answerError = (verbs) => {
  try {
    specifications.validate(logger, structuredClone(verbs));
    schema.validate(logger, structuredClone(verbs));
    return null;
  } catch (error) {
    return error.message;
  }
};

const given = JSON.parse(readFileSync(0, 'utf8'));
const found = {};
for (const [name, [callback, payload]] of Object.entries(given.hooks)) {
  found[name] = hookError(callback, payload);
}
for (const [name, verbs] of Object.entries(given.answers)) found[name] = answerError(verbs);
console.log(JSON.stringify(found));
