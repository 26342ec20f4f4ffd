import { expect, it } from 'vitest'
import { makeSigner } from '../helpers/certificates.ts'
import { OPERATIONS } from '../helpers/faults/operations.ts'
import { faultsAt, pointsOf } from '../helpers/faults/points.ts'
import { inPool } from '../helpers/faults/pool.ts'
import { beginTrial, type Outcome, tryFault } from '../helpers/faults/scenario.ts'
import { faultsPage, type Section } from '../helpers/faults/table.ts'
import { describeWith } from '../helpers/parts.ts'

/** More than there are processors: some of it is waiting for the locks of what was killed. */
const AT_ONCE = 6

/** Hundreds of runs, which on a busy machine take their time. */
const TIMEOUT_MS = 600_000

describeWith(['docker', 'openssl', 'setpriv', 'unshare'], 'whatever goes wrong, at whichever point', () => {
  const sections: Section[] = []

  it.each(OPERATIONS)('$title', { timeout: TIMEOUT_MS }, async (operation) => {
    const { result, trial } = await beginTrial({ operation, signer: await makeSigner() })
    const points = pointsOf(result).filter(
      (point) => operation.asks || point.kind === 'journal' || point.effect,
    )
    const faults = faultsAt(points, operation.faults)
    const outcomes = await inPool(faults, AT_ONCE, (fault) => tryFault(fault, trial))
    sections.push({ title: operation.title, outcomes })
    expect(outcomes.flatMap(storyOf)).toEqual([])
  })

  it('comes to what docs/faults.md says; npm run faults writes it anew', async () => {
    await expect(faultsPage(sections)).toMatchFileSnapshot('../../docs/faults.md')
  })
})

function storyOf({ fault: { point, kind }, problems }: Outcome): string[] {
  return problems.map((problem) => `${point.name}, ${kind}: ${problem}`)
}
