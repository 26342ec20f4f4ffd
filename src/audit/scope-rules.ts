import { makeFix } from '../app/fix.ts'
import { problemOfComment, withoutMark } from '../credentials/comment.ts'
import { opensEveryProduct, USUAL_SCOPES } from '../credentials/scopes.ts'
import type { Credential } from '../deepgram/credential.ts'
import { shortScope } from '../deepgram/names.ts'
import { type Rule, ruleOfEach } from './finding.ts'

/** What a deployment out of the box needs: the last one only where its licenses come through the proxy. */
const DEPLOYMENT: readonly string[] = ['api', 'engine', 'license-proxy']

const USUAL: readonly string[] = USUAL_SCOPES.map(shortScope)

/** Holds every known product, or the scope that stands for all of them. */
export const allProducts: Rule = ruleOfEach(
  {
    id: 'all-products',
    severity: 'high',
    summary: 'A credential opens every product',
    help: 'Whoever gets hold of it can pull every image. Create one with the scopes that are needed, put it in its place, and delete this one.',
  },
  (credential) =>
    opensEveryProduct(credential.scopes)
      ? {
          message: 'opens every product',
          remedy: 'replace',
          fix: makeFix('create-narrower', createLine(credential)),
        }
      : undefined,
)

/**
 * Opens something beside what a deployment needs (api, engine, license-proxy). One that opens nothing of these is not for a
 * deployment, and is left alone; one that opens everything is the matter of {@link allProducts}.
 */
export const excessScopes: Rule = ruleOfEach(
  {
    id: 'excess-scopes',
    severity: 'medium',
    summary: 'A credential opens more than one deployment needs',
    help: 'A deployment pulls api and engine, and license-proxy where it uses one. For anything else a credential of its own can be taken back without stopping the deployment.',
  },
  (credential) => {
    const scopes = shortScopesOf(credential)
    const others = scopes.filter((scope) => !DEPLOYMENT.includes(scope))
    if (others.length === 0 || others.length === scopes.length || opensEveryProduct(credential.scopes))
      return undefined
    return {
      message: `opens ${others.join(', ')}, which a deployment does not need`,
      remedy: 'replace',
      fix: makeFix('create-narrower', createLine(credential)),
    }
  },
)

/**
 * Creates what could take the place of a credential: scopes and comments cannot be changed. Of the scopes, those that a
 * deployment needs, else all that are safe to paste, else the usual ones. The comment is the same, if it is safe to paste.
 */
export function createLine(credential: Credential): string {
  const scopes = shortScopesOf(credential).filter((scope) => /^[a-z0-9][a-z0-9-]*$/.test(scope))
  const needed = opensEveryProduct(credential.scopes)
    ? USUAL
    : scopes.filter((scope) => DEPLOYMENT.includes(scope))
  const wanted = [needed, scopes].find((list) => list.length > 0) ?? USUAL
  const options = wanted.map((scope) => `--scope ${scope}`)
  return ['dgsh creds create', ...options, `--comment '${commentToPaste(credential)}'`].join(' ')
}

/**
 * Quotes alone are not enough: they are escaped otherwise in fish and in PowerShell, which takes curly ones for quotes as well,
 * and cmd.exe has none like these.
 */
function commentToPaste({ comment = '' }: Credential): string {
  const text = withoutMark(comment).trim()
  const isHarmless = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._,:@/+#()=-]*$/u.test(text)
  return isHarmless && problemOfComment(text) === undefined ? text : '<what it is for>'
}

function shortScopesOf({ scopes }: Credential): string[] {
  return [...new Set(scopes.map(shortScope))]
}
