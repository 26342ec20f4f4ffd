import type { Context } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { type MissingContext, missingContext } from '../engines/docker-context.ts'
import { loginSearch } from '../logins/login-search.ts'
import { type Check, type Finding, fail } from './check.ts'
import { STORE_SECONDS } from './limits.ts'

/** The context that docker is set to; where it exists there is nothing to say. */
export function dockerContextCheck(context: Context): Check {
  return {
    name: 'docker-context',
    group: 'This machine',
    seconds: STORE_SECONDS,
    async run() {
      const search = await loginSearch(context)
      if (context.host.findEngine('docker') === undefined || search.docker?.isPodman === true) return []
      const missing = missingContext(search)
      return missing === undefined ? [] : [judgeContext(missing)]
    },
  }
}

/** docker does not log in with a context that it does not find. */
function judgeContext({ name, source }: MissingContext): Finding {
  const isVariable = source === 'DOCKER_CONTEXT'
  const message = `docker is set to the context ${JSON.stringify(name)}, which does not exist${isVariable ? ' (DOCKER_CONTEXT)' : ''}`
  const fix = isVariable ? 'unset DOCKER_CONTEXT' : 'docker context use default'
  return fail(
    'docker-context',
    message,
    makeFix(isVariable ? 'unset-context-variable' : 'use-default-context', fix),
  )
}
