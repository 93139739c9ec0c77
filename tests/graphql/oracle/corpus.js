// Reads the hand-made documents: corpus/<Rule>.txt holds documents, each under a line
//
//   ### valid|invalid|any: what it shows      [variables as JSON in a line `### variables: {...}` below it]
//
// A file named for a rule says of its `invalid` documents that they break this rule and of its `valid` ones that no rule
// is broken; `any` leaves the verdict to the reference implementation.
'use strict';

const fs = require('fs');
const path = require('path');

function documentsOf(file) {
  const rule = path.parse(file).name;
  const documents = [];
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const head = /^### (valid|invalid|any): (.*)$/.exec(line);
    const setting = /^### (variables|operation): (.*)$/.exec(line);
    const last = documents[documents.length - 1];
    if (head) documents.push({ id: `${rule}: ${head[2]}`, rule, expect: head[1], lines: [] });
    else if (setting) last[setting[1]] = JSON.parse(setting[2]);
    else if (last) last.lines.push(line);
    else if (line.trim()) throw new Error(`${file}: text before the first ###`);
  }
  return documents.map(({ lines, ...rest }) => ({ ...rest, document: lines.join('\n').trimEnd() }));
}

function readCorpus(folder) {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.txt')).sort();
  return files.flatMap((file) => documentsOf(path.join(folder, file)));
}

module.exports = { readCorpus };
