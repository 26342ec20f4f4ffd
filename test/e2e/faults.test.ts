import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makeSigner } from '../helpers/certificates.ts'
import { OPERATIONS } from '../helpers/faults/operations.ts'
import { faultsAt, pointsOf } from '../helpers/faults/points.ts'
import { inPool } from '../helpers/faults/pool.ts'
import { beginTrial, tryFault } from '../helpers/faults/scenario.ts'
import { describeWith } from '../helpers/parts.ts'

describeWith(['docker', 'openssl'], 'whatever goes wrong at any point', () => {
  it.each(OPERATIONS)('$title', { timeout: 300_000 }, async (operation) => {
    const start = Date.now()
    const { result, trial } = await beginTrial({ operation, signer: await makeSigner() })
    const faults = faultsAt(pointsOf(result), operation.faults)
    const outcomes = await inPool(faults, 4, (fault) => tryFault(fault, trial))
    const lines = outcomes.map((o) =>
      [o.fault.point.name, o.fault.kind, o.exit, o.told, o.resumed, o.aborted].join(' | '),
    )
    writeFileSync(
      `/tmp/faults-${operation.title.replace(/\W+/g, '-')}.txt`,
      `${lines.join('\n')}\n${faults.length} faults, ${trial.known.size} states in ${Date.now() - start} ms\n` +
        outcomes
          .filter((o) => o.problems.length)
          .map((o) => `## ${o.fault.point.name} ${o.fault.kind}\n${o.problems.join('\n')}\n`)
          .join(''),
    )
    const problems = outcomes
      .filter((o) => o.problems.length > 0)
      .map(({ fault: { point, kind }, problems }) => `${point.name}, ${kind}: ${problems.join('\n')}`)
    expect(problems).toEqual([])
  })
})
