import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** What errors, problems and findings call the sentences that they have for people. */
const PROSE = new Set(['message', 'hint', 'fix', 'problem', 'sentence', 'why'])

/** Methods that look at what a text says; `split` into lines is layout. */
const LOOKING = new Set([
  ...['includes', 'startsWith', 'endsWith', 'match', 'matchAll', 'search', 'indexOf', 'lastIndexOf'],
  ...['replace', 'replaceAll'],
])

/** Methods that look whether their argument is like something, or one of several. */
const FINDING = new Set(['test', 'exec', 'includes', 'has', 'get', 'indexOf'])

/** The decisions by texts that are called the same and are not dgsh's own, which have nothing else to go by, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "commands/declaration/usage.ts: error.message.replace(/^error: /, '')": "commander's",
  "commands/declaration/usage.ts: /'(.*)'/.exec(message)": "commander's: the word that it does not know",
  "deepgram/failures.ts: answer.message.startsWith('UUID parsing failed')": "Deepgram's",
  "engines/outcome.ts: message === 'command failed'": "an engine's, in its log",
  'http/connection-failures.ts: /^Bad response: (\\d+)/.exec(message)': "hpagent's",
  'logins/usages.ts: known.has(message)': 'says each note once, whatever it says',
  "registry/refusal.ts: message.slice(0, LONGEST_MESSAGE).replace(/\\s+/g, ' ')":
    "the registry's, put on one line",
  'registry/refusal.ts: /disabled/i.test(message)': "the registry's",
}

const COMPARING = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
])

/** The places in a file where something is decided by the wording of a message, a hint, a fix or a problem. */
function decisionsByWording(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (decidesByWording(node)) found.push(node.getText(file))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function decidesByWording(node: ts.Node): boolean {
  if (ts.isSwitchStatement(node)) return isProse(node.expression)
  if (ts.isBinaryExpression(node) && COMPARING.has(node.operatorToken.kind)) {
    const [left, right] = [node.left, node.right]
    return (isProse(left) && !isNothing(right)) || (isProse(right) && !isNothing(left))
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
  const { expression: object, name } = node.expression
  const isPattern = name.text === 'test' || name.text === 'exec'
  return (
    (LOOKING.has(name.text) && (isProse(object) || isReason(object))) ||
    (FINDING.has(name.text) && node.arguments.some(isProse)) ||
    (isPattern && node.arguments.some(isReason))
  )
}

/** A reason is one of a few literals: what is like a pattern is a sentence. */
function isReason(node: ts.Expression): boolean {
  return ts.isIdentifier(node)
    ? node.text === 'reason'
    : ts.isPropertyAccessExpression(node) && node.name.text === 'reason'
}

/** Also of `(error.hint ?? '').trim()`. */
function isProse(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return PROSE.has(node.text)
  if (ts.isPropertyAccessExpression(node)) return PROSE.has(node.name.text)
  if (ts.isCallExpression(node))
    return ts.isPropertyAccessExpression(node.expression) && isProse(node.expression.expression)
  if (ts.isBinaryExpression(node))
    return node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken && isProse(node.left)
  return (
    (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)) &&
    isProse(node.expression)
  )
}

/** Whether there is a text at all may be asked. */
function isNothing(node: ts.Expression): boolean {
  return (
    node.kind === ts.SyntaxKind.NullKeyword ||
    (ts.isIdentifier(node) && node.text === 'undefined') ||
    (ts.isStringLiteralLike(node) && node.text === '')
  )
}

describe('no decision depends on the wording of a message', () => {
  it('in src, but for those by the words of others', () => {
    const found = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) =>
        decisionsByWording(path, readFileSync(join('src', path), 'utf8')).map((text) => `${path}: ${text}`),
      )
    expect(found.sort()).toEqual(Object.keys(ALLOWED).sort())
  })

  it.each([
    "error.message === 'gone'",
    "'gone' !== finding.fix",
    '/gone/.test(error.message)',
    '/gone/.exec(hint)',
    "error.hint?.includes('gone')",
    "(error.hint ?? '').trim().startsWith('gone')",
    "problem.replace(/^it /, '')",
    'KNOWN.has(error!.message)',
    "['gone'].includes(message)",
    'switch (problem) {}',
    '/gone/.test(read.reason)',
  ])('finds %s', (text) => {
    expect(decisionsByWording('x.ts', text)).toHaveLength(1)
  })

  it.each([
    'error.hint === undefined',
    "message !== ''",
    "error.reason === 'resume_in_hint'",
    "hint.split('\\n', 1)",
    'FIX_NAMES.has(name)',
    'problems.includes(problem.reason)',
    'messages.push(message)',
  ])('lets %s be', (text) => {
    expect(decisionsByWording('x.ts', text)).toEqual([])
  })
})
