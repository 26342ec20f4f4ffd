import ts from 'typescript'

/** One import or dynamic import. */
export interface Import {
  specifier: string
  /** True for `import type`: nothing is loaded. */
  typeOnly: boolean
}

/** What the rules of the layout look at. */
export interface Source {
  path: string
  lines: number
  imports: Import[]
  /** True when the global `process`, or its module, is used. */
  usesProcess: boolean
  /** The exported names that have no doc comment. */
  undocumented: string[]
  /** The functions of more than 50 lines. */
  longFunctions: string[]
}

const LONGEST_FUNCTION = 50

/** Reads a source file by TypeScript's own parser. */
export function describeSource(path: string, text: string): Source {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const nodes = allNodes(file)
  const imports = nodes.flatMap((node) => importOf(node) ?? [])
  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports,
    usesProcess: imports.some(({ specifier }) => specifier === 'node:process') || nodes.some(isGlobalProcess),
    undocumented: file.statements.filter(isExported).filter(hasNoComment).map(nameOf),
    longFunctions: nodes.filter((node) => isLongFunction(node, file)).map(nameOf),
  }
}

function allNodes(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  return [node, ...children.flatMap(allNodes)]
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: textOf(node.moduleSpecifier), typeOnly: isTypeOnly(node.importClause) }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: textOf(node.moduleSpecifier), typeOnly: node.isTypeOnly }
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments
    return { specifier: specifier === undefined ? '' : textOf(specifier), typeOnly: false }
  }
  return undefined
}

/** Also true for `import { type A, type B }`. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every(({ isTypeOnly }) => isTypeOnly)
  )
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : node.getText()
}

function isGlobalProcess(node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || node.text !== 'process') return false
  const { parent } = node
  // `something.process` and `{ process: … }` are other things of that name.
  return !(ts.isPropertyAccessExpression(parent) && parent.name === node) && !ts.isPropertyAssignment(parent)
}

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  )
}

function hasNoComment(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).length === 0
}

function isLongFunction(node: ts.Node, file: ts.SourceFile): boolean {
  if (!ts.isFunctionLike(node)) return false
  const [first, last] = [node.getStart(file), node.end].map(
    (at) => file.getLineAndCharacterOfPosition(at).line,
  )
  return (last ?? 0) - (first ?? 0) + 1 > LONGEST_FUNCTION
}

function nameOf(node: ts.Node): string {
  return node.getText().split('\n', 1)[0]?.slice(0, 80) ?? ''
}
