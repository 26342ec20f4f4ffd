import ts from 'typescript'

/**
 * Returns the strings of a source file, with `…` for what is put in. Those that are marked as commands by `command(…)`, and the parts
 * of a `message` that such marks divide, are left out or are texts of their own.
 */
export function textsOf(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true)
  const texts: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'command') return
    if (ts.isTaggedTemplateExpression(node)) texts.push(...piecesOf(node.template))
    else if (ts.isStringLiteralLike(node)) texts.push(node.text)
    else if (ts.isTemplateExpression(node)) texts.push(piecesOf(node).join('…'))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return texts
}

function piecesOf(template: ts.TemplateLiteral): string[] {
  return ts.isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)]
}
