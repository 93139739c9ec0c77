#!/usr/bin/env node
// Answers each request with what the reference implementation says of it.
//
//   answer.js SCHEMAS < requests.jsonl > answers.jsonl       SCHEMAS: folders with colons between them
//
// A request is {id, kind, schema, document, variables, operation}, an answer
// {id, kind, parse, rules, result}: `parse` is "ok" or [line, column]; `rules` lists [rule, [[line, column], ...]]; `result` is
// {data, errors: [{path, locations}]}. What an earlier step refused has no later member. `crash` says that the reference
// implementation itself threw.
'use strict';

const readline = require('readline');
const graphql = require('graphql');
const { loadAll, resolveField } = require('./world');

const place = (location) => [location.line, location.column];

// Of a variable that is defined twice we cite the dollar sign, as everywhere, and the reference the name behind it.
function placesOf(rule, error) {
  if (rule === graphql.UniqueVariableNamesRule) return error.nodes.map((node) => place(node.loc.startToken.prev));
  return (error.locations ?? []).map(place);
}

// Runs the rules of the specification, each error under its rule's name.
function violations(schema, document) {
  const found = [];
  const rules = graphql.specifiedRules.map((rule) => (context) => rule(new Proxy(context, {
    get(target, property) {
      if (property === 'reportError') {
        return (error) => found.push([rule.name.replace(/Rule$/, ''), placesOf(rule, error)]);
      }
      const value = target[property];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  })));
  graphql.validate(schema, document, rules, { maxErrors: Infinity });
  return found;
}

function execution(world, document, request) {
  const operation = graphql.getOperationAST(document, request.operation);
  const result = graphql.execute({
    schema: world.schema,
    document,
    rootValue: world.roots[operation ? operation.operation : 'query'],
    variableValues: request.variables,
    operationName: request.operation,
    fieldResolver: resolveField,
  });
  const errors = (result.errors ?? []).map((error) => ({
    path: error.path ?? null,
    locations: (error.locations ?? []).map(place),
  }));
  return { ...('data' in result ? { data: result.data } : {}), errors };
}

function answer(world, request) {
  const reply = { id: request.id, kind: request.kind, parse: 'ok' };
  let document;
  try {
    document = graphql.parse(request.document);
  } catch (error) {
    return { ...reply, parse: place(error.locations[0]) };
  }
  try {
    reply.rules = violations(world.schema, document);
  } catch (error) {
    return { ...reply, crash: error.message };
  }
  if (reply.rules.length === 0) reply.result = execution(world, document, request);
  return reply;
}

async function main() {
  const worlds = loadAll(process.argv[2]);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(answer(worlds.get(request.schema), request))}\n`);
  }
}

main();
