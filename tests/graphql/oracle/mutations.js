// Changes valid documents so that most become invalid: in the syntax tree, or in the text.
'use strict';

const graphql = require('graphql');

const name = (value) => ({ kind: 'Name', value });
const argument = (key, value) => ({ kind: 'Argument', name: name(key), value });
const spread = (value) => ({ kind: 'FragmentSpread', name: name(value), directives: [] });
const field = (value, alias) => ({ kind: 'Field', name: name(value), ...(alias ? { alias: name(alias) } : {}), arguments: [], directives: [] });
const directive = (value, given = []) => ({ kind: 'Directive', name: name(value), arguments: given });
const integer = (value) => ({ kind: 'IntValue', value: String(value) });
const oddValues = [
  integer(7), integer('99999999999'), { kind: 'FloatValue', value: '1.5' }, { kind: 'StringValue', value: 'odd' },
  { kind: 'BooleanValue', value: true }, { kind: 'NullValue' }, { kind: 'EnumValue', value: 'ODD' }, { kind: 'EnumValue', value: 'LOW' },
  { kind: 'ListValue', values: [integer(1), { kind: 'NullValue' }] }, { kind: 'ListValue', values: [] },
  { kind: 'ObjectValue', fields: [] }, { kind: 'ObjectValue', fields: [{ kind: 'ObjectField', name: name('odd'), value: integer(1) }] },
  { kind: 'ObjectValue', fields: [{ kind: 'ObjectField', name: name('high'), value: integer(1) }] },
  { kind: 'Variable', name: name('nowhere') },
];
const typeNames = ['Int', 'Float', 'String', 'ID', 'Boolean', 'Level', 'Book', 'Author', 'Node', 'Item', 'BookFilter', 'Range', 'Nowhere', 'Query', 'Any'];
const directiveNames = ['skip', 'include', 'tag', 'once', 'onField', 'onQuery', 'onMutation', 'onSpread', 'onInline', 'onFragment', 'onVariable', 'inSchemaOnly', 'deprecated', 'unknown'];
const fieldNames = ['id', 'name', 'title', 'pages', 'level', 'book', 'item', 'author', 'nowhere', '__typename', '__schema', 'chapters'];

// Every node of the tree by kind.
function nodesOf(document) {
  const found = {};
  graphql.visit(document, { enter(node) { (found[node.kind] ??= []).push(node); } });
  return found;
}

// Each takes (nodes by kind, random, document) and changes the tree; it does nothing where it finds nothing to change.
const changes = [
  ({ Field }, random) => { random.pick(Field).name = name(random.pick(fieldNames)); },
  ({ Field }, random) => { random.pick(Field).alias = name(random.pick(fieldNames.slice(0, 6))); },
  ({ Argument = [] }, random) => { if (Argument.length) random.pick(Argument).name = name(random.pick(['id', 'first', 'level', 'odd', 'filter'])); },
  ({ Field }, random) => { const one = random.pick(Field); one.arguments = one.arguments.slice(1); },
  ({ Field }, random) => { random.pick(Field).arguments.push(argument(random.pick(['id', 'first', 'level', 'odd', 'filter', 'upper']), random.pick(oddValues))); },
  ({ Argument = [] }, random) => { if (Argument.length) random.pick(Argument).value = random.pick(oddValues); },
  ({ Argument = [] }, random) => { if (Argument.length) random.pick(Argument).value = random.pick(oddValues); },
  ({ ObjectField = [] }, random) => { if (ObjectField.length) random.pick(ObjectField).value = random.pick(oddValues); },
  ({ ObjectField = [] }, random) => { if (ObjectField.length) random.pick(ObjectField).name = name(random.pick(['odd', 'high', 'name'])); },
  ({ ObjectValue = [] }, random) => { if (ObjectValue.length) { const one = random.pick(ObjectValue); one.fields = [...one.fields, ...one.fields]; } },
  ({ ObjectValue = [] }, random) => { if (ObjectValue.length) { const one = random.pick(ObjectValue); one.fields = one.fields.slice(1); } },
  ({ ListValue = [] }, random) => { if (ListValue.length) random.pick(ListValue).values.push(random.pick(oddValues)); },
  ({ SelectionSet }, random) => { random.pick(SelectionSet).selections.push(field(random.pick(fieldNames))); },
  ({ SelectionSet }, random) => { random.pick(SelectionSet).selections.push(field(random.pick(fieldNames), random.pick(fieldNames.slice(0, 6)))); },
  ({ SelectionSet, Field }, random) => {
    const copy = structuredClone(random.pick(Field));
    if (random.chance(50)) copy.arguments = [argument('first', integer(random.below(3)))];
    random.pick(SelectionSet).selections.push(copy);
  },
  ({ SelectionSet }, random) => {
    const one = random.pick(SelectionSet);
    const copy = structuredClone(one.selections[0]);
    const inner = copy.selectionSet ?? (copy.selectionSet = { kind: 'SelectionSet', selections: [] });
    inner.selections.push(field(random.pick(fieldNames), random.pick(fieldNames.slice(0, 6))));
    one.selections.push(copy);
  },
  ({ Field }, random) => { delete random.pick(Field).selectionSet; },
  ({ Field }, random) => { random.pick(Field).selectionSet = { kind: 'SelectionSet', selections: [field(random.pick(fieldNames))] }; },
  ({ SelectionSet, FragmentDefinition = [] }, random) => { random.pick(SelectionSet).selections.push(spread(FragmentDefinition.length ? random.pick(FragmentDefinition).name.value : 'Nowhere')); },
  ({ FragmentDefinition = [] }, random) => {
    if (FragmentDefinition.length) random.pick(FragmentDefinition).selectionSet.selections.push(spread(random.pick(FragmentDefinition).name.value));
  },
  ({ FragmentDefinition = [] }, random) => { if (FragmentDefinition.length) random.pick(FragmentDefinition).name = name(random.pick(FragmentDefinition).name.value); },
  ({ FragmentDefinition = [], InlineFragment = [] }, random) => {
    const all = [...FragmentDefinition, ...InlineFragment];
    if (all.length) random.pick(all).typeCondition = { kind: 'NamedType', name: name(random.pick(typeNames)) };
  },
  ({ SelectionSet }, random) => {
    const one = random.pick(SelectionSet);
    one.selections = [{ kind: 'InlineFragment', directives: [], typeCondition: { kind: 'NamedType', name: name(random.pick(typeNames)) }, selectionSet: { kind: 'SelectionSet', selections: one.selections } }];
  },
  (nodes, random, document) => {
    document.definitions.push({ kind: 'FragmentDefinition', name: name('Idle'), directives: [], typeCondition: { kind: 'NamedType', name: name(random.pick(typeNames)) }, selectionSet: { kind: 'SelectionSet', selections: [field('id')] } });
  },
  ({ OperationDefinition }, random) => { const one = random.pick(OperationDefinition); one.variableDefinitions = one.variableDefinitions.slice(1); },
  ({ OperationDefinition }, random) => {
    const type = { kind: 'NamedType', name: name(random.pick(typeNames)) };
    random.pick(OperationDefinition).variableDefinitions.push({ kind: 'VariableDefinition', variable: { kind: 'Variable', name: name('idle') }, type, directives: [], ...(random.chance(50) ? { defaultValue: random.pick(oddValues.slice(0, -1)) } : {}) });
  },
  ({ VariableDefinition = [] }, random) => {
    if (!VariableDefinition.length) return;
    const type = { kind: 'NamedType', name: name(random.pick(typeNames)) };
    random.pick(VariableDefinition).type = random.chance(30) ? { kind: 'NonNullType', type } : random.chance(30) ? { kind: 'ListType', type } : type;
  },
  ({ VariableDefinition = [] }, random) => {
    const loose = VariableDefinition.filter((one) => one.type.kind === 'NonNullType');
    if (loose.length) { const one = random.pick(loose); one.type = one.type.type; }
  },
  ({ VariableDefinition = [] }, random) => { if (VariableDefinition.length) random.pick(VariableDefinition).defaultValue = random.pick(oddValues.slice(0, -1)); },
  ({ OperationDefinition }, random) => {
    const one = random.pick(OperationDefinition);
    one.variableDefinitions = [...one.variableDefinitions, ...one.variableDefinitions];
  },
  ({ Variable = [] }, random) => { if (Variable.length) random.pick(Variable).name = name(random.pick(Variable).name.value); },
  ({ Field }, random) => { const one = random.pick(Field); one.arguments = [...one.arguments, ...one.arguments]; },
  (nodes, random) => {
    const places = [nodes.Field, nodes.OperationDefinition, nodes.FragmentDefinition, nodes.FragmentSpread, nodes.InlineFragment, nodes.VariableDefinition].filter(Boolean);
    const one = random.pick(random.pick(places));
    const made = directive(random.pick(directiveNames), random.chance(40) ? [argument(random.pick(['name', 'weight', 'options', 'levels']), random.pick(oddValues))] : []);
    one.directives = random.chance(30) ? [...one.directives, made, made] : [...one.directives, made];
  },
  ({ OperationDefinition }, random, document) => { document.definitions.push(structuredClone(random.pick(OperationDefinition))); },
  (nodes, random, document) => { document.definitions.push(graphql.parse('{ __typename }').definitions[0]); },
  ({ OperationDefinition }, random) => { random.pick(OperationDefinition).operation = random.pick(['query', 'mutation', 'subscription']); },
];

function changeTree(text, random) {
  const document = graphql.parse(text, { noLocation: true });
  const count = 1 + random.below(3);
  for (let index = 0; index < count; index += 1) {
    const plain = JSON.parse(JSON.stringify(document));  // no node is shared between two places
    document.definitions = plain.definitions;
    random.pick(changes)(nodesOf(document), random, document);
  }
  return graphql.print(document);
}

const pieces = ['{', '}', '(', ')', '[', ']', '...', '...on', ':', '=', '@', '$', '!', '|', '&', '"', '"""', '"\\u12"', '"\\q"', '#', '\\', '.', '-', '01', '1.', '1e', '1a', '0x1', '.5',
  'on', 'fragment', 'query', 'true', 'null', 'é', '\u0000', '\u0007', '\ufeff', '%', '"\n"', '""""""', '\'', '\r', '{}', '()', '[]', 'subscription', '$a', '@b', 'extend', 'type T { a: Int }', '\u{1f600}', '"\\u{1f600}"', '"\\ud83d\\ude00"', '"\\ud83d"'];

function breakText(text, random) {
  const at = random.below(text.length + 1);
  const choice = random.below(4);
  if (choice === 0) return text.slice(0, at) + text.slice(at + 1 + random.below(3));
  if (choice === 1) return text.slice(0, at);
  return text.slice(0, at) + random.pick(pieces) + text.slice(at);
}

// Another layout of the same tokens, so that places in the text are tried too. Line ends inside strings change as well:
// both sides read the same text.
function relayout(text, random) {
  const ends = ['\n', '\n', ' ', '\r\n', '\r', ',\n', ' # remark\n', '\t', '\n\n', ' \ufeff'];
  return text.replace(/[\n ]/g, (space) => (random.chance(12) ? random.pick(ends) : space));
}

module.exports = { changeTree, breakText, relayout };
