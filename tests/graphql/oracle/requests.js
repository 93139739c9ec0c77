#!/usr/bin/env node
// Prints the requests of the oracle test, one JSON object a line, always the same ones.
//
//   requests.js SCHEMAS CORPUS [COUNT] > requests.jsonl
//
// SCHEMAS are folders with colons between them, COUNT is how many documents to make up, 6000 unless told.
'use strict';

const graphql = require('graphql');
const { loadAll } = require('./world');
const { readCorpus } = require('./corpus');
const { Random } = require('./random');
const { DocumentMaker } = require('./documents');
const { changeTree, breakText, relayout } = require('./mutations');

const [schemas, corpus, count = '6000'] = process.argv.slice(2);
const worlds = loadAll(schemas);
const emit = (request) => process.stdout.write(`${JSON.stringify({ schema: 'library', variables: {}, ...request })}\n`);

for (const request of readCorpus(corpus)) emit({ kind: 'corpus', ...request });

const everything = { descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true };
for (const schema of worlds.keys()) {
  emit({ id: `introspection of ${schema}`, kind: 'introspection', schema, document: graphql.getIntrospectionQuery(everything) });
  emit({ id: `short introspection of ${schema}`, kind: 'introspection', schema, document: graphql.getIntrospectionQuery({ descriptions: false }) });
  for (const type of Object.keys(worlds.get(schema).schema.getTypeMap())) {
    const document = `{ __type(name: "${type}") { kind name description specifiedByURL fields(includeDeprecated: true) { name isDeprecated deprecationReason } possibleTypes { name } interfaces { name } enumValues { name } inputFields { name defaultValue } } }`;
    emit({ id: `type ${type} of ${schema}`, kind: 'introspection', schema, document });
  }
}

// Each kind gets its own share of documents; the rest of a document that was changed stays valid.
for (let index = 0; index < Number(count); index += 1) {
  const random = new Random(index + 1);
  const schema = random.pick([...worlds.keys(), 'library', 'library', 'library', 'library']);
  const made = new DocumentMaker(worlds.get(schema).schema, random).make();
  const layout = (text) => (random.chance(40) ? relayout(text, random) : text);
  const request = { schema, ...made };
  if (index % 10 < 4) emit({ id: `valid ${index}`, kind: 'generated', ...request, document: layout(made.document) });
  else if (index % 10 < 9) emit({ id: `changed ${index}`, kind: 'changed', ...request, document: layout(changeTree(made.document, random)) });
  else emit({ id: `broken ${index}`, kind: 'broken', ...request, document: breakText(layout(made.document), random) });
}
