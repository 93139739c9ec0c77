// Reads a test schema and its data: schemas/<name>.graphql and, where there is one, schemas/<name>.json.
//
// In the data, {"$ref": "book"} stands for the object of that name, {"$error": "text"} for a resolver that fails, and
// {"$echo": true} for a resolver that answers with its coerced arguments.
'use strict';

const fs = require('fs');
const path = require('path');
const { buildSchema, GraphQLOneOfDirective, GraphQLSchema, __Type } = require('graphql');

// What the reference implementation has and the specification of October 2021 has not.
delete __Type.getFields().isOneOf;

function schemaOf(text) {
  const config = buildSchema(text).toConfig();
  return new GraphQLSchema({ ...config, directives: config.directives.filter((one) => one !== GraphQLOneOfDirective) });
}

function resolved(value, objects, made) {
  if (Array.isArray(value)) return value.map((item) => resolved(item, objects, made));
  if (value === null || typeof value !== 'object') return value;
  if ('$error' in value) return new Error(value.$error);
  if ('$ref' in value) return named(value.$ref, objects, made);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, objects, made)]));
}

// Objects may refer to each other in circles, so each is made once and filled afterwards.
function named(name, objects, made) {
  if (!made.has(name)) {
    if (!(name in objects)) throw new Error(`no object ${name} in the data`);
    const object = {};
    made.set(name, object);
    for (const [key, item] of Object.entries(objects[name])) object[key] = resolved(item, objects, made);
  }
  return made.get(name);
}

function resolveField(source, args, context, info) {
  const value = source[info.fieldName];
  return value !== null && typeof value === 'object' && value.$echo ? args : value;
}

function load(folder, name) {
  const schema = schemaOf(fs.readFileSync(path.join(folder, `${name}.graphql`), 'utf8'));
  const file = path.join(folder, `${name}.json`);
  const data = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { objects: {} };
  const made = new Map();
  const roots = {};
  for (const kind of ['query', 'mutation', 'subscription']) roots[kind] = resolved(data[kind] ?? {}, data.objects, made);
  return { name, schema, roots };
}

// All schemas of some folders, which are given as one text with colons between them.
function loadAll(folders) {
  const worlds = new Map();
  for (const folder of folders.split(':')) {
    const files = fs.readdirSync(folder).filter((file) => file.endsWith('.graphql')).sort();
    for (const { name } of files.map((file) => path.parse(file))) worlds.set(name, load(folder, name));
  }
  return worlds;
}

module.exports = { loadAll, resolveField };
