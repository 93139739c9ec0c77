// Makes random documents that are, nearly always, valid against a schema.
'use strict';

const graphql = require('graphql');

const scalarLiterals = {
  Int: ['0', '1', '-7', '2147483647', '-2147483648'],
  Float: ['0', '1.5', '-0.25', '3e2', '6'],
  String: ['""', '"word"', '"a \\"quoted\\" one"', '"\\u00e9\\n"', '"""block"""'],
  Boolean: ['true', 'false'],
  ID: ['"id"', '12', '""'],
};
const anyLiterals = ['1', '"x"', 'true', '[1, "a"]', '{a: 1, b: [2]}', '1.5', 'WORD', '{}'];
const scalarValues = {
  Int: [0, 5, -3, 2147483648, 'text', 1.5, null, true],
  Float: [0, 1.5, -2, 'text', null],
  String: ['', 'word', 5, null, ['x']],
  Boolean: [true, false, 'true', 0, null],
  ID: ['id', 3, '', 1.5, null, {}],
};

class DocumentMaker {
  constructor(schema, random) {
    this.schema = schema;
    this.random = random;
    this.composites = Object.values(schema.getTypeMap())
      .filter((type) => graphql.isCompositeType(type) && !type.name.startsWith('__'));
  }

  // Returns {document, variables, operation}.
  make() {
    this.counter = 0;
    this.variables = {};
    this.fragments = [];
    const several = this.random.chance(15);
    const operations = [];
    const count = several ? 2 + this.random.below(2) : 1;
    for (let index = 0; index < count; index += 1) operations.push(this.operation(several || this.random.chance(40)));
    const parts = [...operations.map((operation) => operation.text), ...this.fragments];
    if (this.random.chance(30)) parts.reverse();
    return {
      document: parts.join('\n'),
      variables: this.variables,
      ...(several ? { operation: this.random.pick(operations).name } : {}),
    };
  }

  fresh(prefix) {
    this.counter += 1;
    return `${prefix}${this.counter}`;
  }

  operation(isNamed) {
    this.definitions = new Map();
    this.spreadable = [];
    const kinds = ['mutation', 'subscription'].filter((one) => this.schema.getRootType(one));
    const kind = this.random.pick(['query', 'query', 'query', 'query', ...kinds]);
    const type = this.schema.getRootType(kind);
    this.root = kind;
    const body = kind === 'subscription' ? `{ ${this.field(type, 4)} }` : this.selection(type, 4);
    const name = isNamed ? this.fresh('Operation') : '';
    const variables = [...this.definitions.values()];
    const head = variables.length > 0 ? `(${variables.join(', ')})` : '';
    const directives = this.directives(kind.toUpperCase());
    if (kind === 'query' && name === '' && head === '' && directives === '' && this.random.chance(60)) return { text: body };
    return { name, text: `${kind} ${name}${head}${directives} ${body}` };
  }

  selection(type, depth) {
    const parts = [];
    const count = 1 + this.random.below(depth > 2 ? 5 : 3);
    for (let index = 0; index < count; index += 1) {
      if (depth > 0 && this.random.chance(12)) parts.push(this.inline(type, depth - 1));
      else if (depth > 0 && this.random.chance(10)) parts.push(this.spread(type, depth - 1));
      else parts.push(this.field(type, depth));
    }
    return `{ ${parts.join(' ')} }`;
  }

  field(type, depth) {
    const fields = graphql.isUnionType(type) ? [] : Object.values(type.getFields());
    const fitting = depth > 0 ? fields : fields.filter((field) => graphql.isLeafType(graphql.getNamedType(field.type)));
    if (fitting.length === 0 || this.random.chance(6)) {
      return this.root === 'subscription' && depth === 4 ? this.field(type, depth) : '__typename';
    }
    const field = this.random.pick(fitting);
    const given = this.arguments(field.args);
    const alias = given !== '' || this.random.chance(10) ? `${this.fresh('f')}: ` : '';
    const inner = graphql.getNamedType(field.type);
    const body = graphql.isCompositeType(inner) ? ` ${this.selection(inner, depth - 1)}` : '';
    return `${alias}${field.name}${given}${this.directives('FIELD')}${body}`;
  }

  overlapping(type) {
    const possible = this.composites.filter((other) => graphql.doTypesOverlap(this.schema, type, other));
    return this.random.pick(possible);
  }

  inline(type, depth) {
    const other = this.overlapping(type);
    const condition = other === type && this.random.chance(50) ? '' : ` on ${other.name}`;
    return `...${condition}${this.directives('INLINE_FRAGMENT')} ${this.selection(condition ? other : type, depth)}`;
  }

  spread(type, depth) {
    const known = this.spreadable.filter((one) => graphql.doTypesOverlap(this.schema, type, one.type));
    if (known.length > 0 && this.random.chance(40)) return `...${this.random.pick(known).name}`;
    const on = this.overlapping(type);
    const name = this.fresh('Part');
    const body = this.selection(on, depth);
    this.fragments.push(`fragment ${name} on ${on.name}${this.directives('FRAGMENT_DEFINITION')} ${body}`);
    this.spreadable.push({ name, type: on });
    return `...${name}${this.directives('FRAGMENT_SPREAD')}`;
  }

  arguments(definitions) {
    const given = [];
    for (const argument of definitions) {
      if (graphql.isRequiredArgument(argument) || this.random.chance(25)) {
        given.push(`${argument.name}: ${this.value(argument.type, 2)}`);
      }
    }
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  directives(location) {
    if (!this.random.chance(7)) return '';
    const fitting = this.schema.getDirectives().filter((directive) => directive.locations.includes(location));
    if (fitting.length === 0) return '';
    const directive = this.random.pick(fitting);
    return ` @${directive.name}${this.arguments(directive.args)}`;
  }

  value(type, depth) {
    if (this.random.chance(18)) return this.variable(type);
    return this.literal(type, depth, true);
  }

  literal(type, depth, mayUseVariables) {
    if (graphql.isNonNullType(type)) return this.literal(type.ofType, depth, mayUseVariables).replace(/^null$/, () => this.present(type.ofType, depth));
    if (this.random.chance(6)) return 'null';
    return this.present(type, depth, mayUseVariables);
  }

  present(type, depth, mayUseVariables = false) {
    const inner = (of) => (mayUseVariables ? this.value(of, depth - 1) : this.literal(of, depth - 1, false));
    if (graphql.isListType(type)) {
      if (this.random.chance(15)) return this.present(type.ofType.ofType && graphql.isNonNullType(type.ofType) ? type.ofType.ofType : type.ofType, depth);
      return `[${Array.from({ length: this.random.below(4) }, () => inner(type.ofType)).join(', ')}]`;
    }
    if (graphql.isEnumType(type)) return this.random.pick(type.getValues()).name;
    if (!graphql.isInputObjectType(type)) return this.random.pick(scalarLiterals[type.name] ?? anyLiterals);
    const given = [];
    for (const field of Object.values(type.getFields())) {
      if (graphql.isRequiredInputField(field) || (depth > 0 && this.random.chance(35))) given.push(`${field.name}: ${inner(field.type)}`);
    }
    return `{${given.join(', ')}}`;
  }

  variable(type) {
    const known = [...this.definitions.keys()].filter((name) => name.endsWith(`_${String(type).replace(/\W/g, (c) => ({ '!': 'N', '[': 'L', ']': '' })[c])}`));
    if (known.length > 0 && this.random.chance(50)) return `$${this.random.pick(known)}`;
    const name = `${this.fresh('v')}_${String(type).replace(/\W/g, (c) => ({ '!': 'N', '[': 'L', ']': '' })[c])}`;
    const strict = graphql.isNonNullType(type) ? type : this.random.chance(20) ? new graphql.GraphQLNonNull(type) : type;
    const fallback = this.random.chance(25) ? ` = ${this.literal(strict, 1, false)}` : '';
    this.definitions.set(name, `$${name}: ${strict}${fallback}${this.directives('VARIABLE_DEFINITION').replace(/\$\w+/g, 'null')}`);
    if (!this.random.chance(20)) this.variables[name] = this.plain(strict, 2);
    return `$${name}`;
  }

  // A JSON value for a variable, now and then a wrong one.
  plain(type, depth) {
    if (graphql.isNonNullType(type)) return this.plain(type.ofType, depth) ?? (this.random.chance(90) ? this.plain(type.ofType, depth) : null);
    if (this.random.chance(5)) return this.random.pick([null, 5, 'wrong', {}, []]);
    if (graphql.isListType(type)) {
      return this.random.chance(15) ? this.plain(type.ofType, depth) : Array.from({ length: this.random.below(3) }, () => this.plain(type.ofType, depth));
    }
    if (graphql.isEnumType(type)) return this.random.chance(95) ? this.random.pick(type.getValues()).name : 'NOWHERE';
    if (!graphql.isInputObjectType(type)) {
      const values = scalarValues[type.name] ?? [1, 'x', { a: [null, 1] }, [true]];
      return this.random.chance(90) ? this.random.pick(values.slice(0, 2)) : this.random.pick(values);
    }
    const object = {};
    for (const field of Object.values(type.getFields())) {
      if (this.random.chance(graphql.isRequiredInputField(field) ? 97 : depth > 0 ? 30 : 0)) object[field.name] = this.plain(field.type, depth - 1);
    }
    if (this.random.chance(2)) object.unknownField = 1;
    return object;
  }
}

module.exports = { DocumentMaker };
