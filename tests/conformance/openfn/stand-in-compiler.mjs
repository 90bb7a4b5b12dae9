// A stand-in for OpenFn's compiler, which is not on npm. It does what that compiler is documented to
// do and nothing more: calls at the top move into the default export in their order, other statements
// stay, and names that are not declared are imported from the step's adaptor.
import { parse, tokenizer } from 'acorn';

export function compile(source, adaptor, exported) {
  const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
  const calls = [];
  const kept = [];
  const declared = new Set();
  for (const node of program.body) {
    const text = source.slice(node.start, node.end);
    if (node.type === 'ExpressionStatement' && node.expression.type === 'CallExpression') {
      calls.push(source.slice(node.expression.start, node.expression.end));
    } else {
      kept.push(text);
      for (const each of node.declarations || []) declared.add(each.id.name);
      if (node.id) declared.add(node.id.name);
    }
  }
  const words = new Set();
  const read = { ecmaVersion: 'latest', sourceType: 'module' };
  for (const token of tokenizer(source, read)) {
    if (token.type.label === 'name') words.add(token.value);
  }
  const names = exported.filter(name => words.has(name) && !declared.has(name));
  const imports = names.length > 0 ? [`import { ${names.join(', ')} } from '${adaptor}';`] : [];
  return [...imports, ...kept, `export default [${calls.join(',\n')}];`].join('\n');
}
