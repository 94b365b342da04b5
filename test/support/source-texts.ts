import { readdir } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export async function filesOf(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(`${root}${folder}`, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => `${relative(root, entry.parentPath)}/${entry.name}`);
}

/** The strings and templates of a source file. `inserted` tells what stands for what a template puts in, which it gets as it is written. */
export function textsOf(source: string, inserted: (expression: string) => string): string[] {
  const texts: string[] = [];
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node)) {
      const spans = node.templateSpans.map(
        ({ expression, literal }) => inserted(expression.getText(file)) + literal.text,
      );
      texts.push(node.head.text + spans.join(''));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return texts;
}
