import { describe, expect, it } from 'vitest'
import type { PrintedFinding } from '../../../../src/audit/finding.ts'
import { RULES } from '../../../../src/audit/rules.ts'
import { sarifOf } from '../../../../src/commands/creds/audit/sarif.ts'
import { credential, idOf, PROJECT_ID } from '../../../helpers/samples.ts'

const finding = (number: number, details: Partial<PrintedFinding> = {}): PrintedFinding => ({
  rule: 'old',
  severity: 'medium',
  credential: credential(number),
  message: 'is old',
  remedy: 'rotate',
  fix: `dgsh creds rotate ${idOf(number)}`,
  ...details,
})

interface SarifRun {
  tool: { driver: { name: string; version: string; rules: { id: string; [field: string]: unknown }[] } }
  automationDetails: { id: string }
  results: {
    ruleId: string
    ruleIndex: number
    level: string
    message: { text: string }
    locations: unknown[]
    partialFingerprints: Record<string, string>
  }[]
}

function runOf(...findings: PrintedFinding[]): SarifRun {
  const document = sarifOf({ findings, project: PROJECT_ID, version: '1.2.3' })
  return (document as { runs: [SarifRun] }).runs[0]
}

const resultOf = (details: Partial<PrintedFinding> = {}) => runOf(finding(1, details)).results[0]

describe('sarifOf', () => {
  it('is a document of version 2.1.0 with one run, also of nothing', () => {
    expect(sarifOf({ findings: [], project: PROJECT_ID, version: '1.2.3' })).toMatchObject({
      $schema: expect.stringContaining('sarif-2.1.0'),
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'dgsh', version: '1.2.3' } }, results: [] }],
    })
  })

  it('has a category for each project', () => {
    expect(runOf().automationDetails.id).toBe(`dgsh-creds-audit/${PROJECT_ID}/`)
  })

  it('describes every rule', () => {
    const { rules } = runOf().tool.driver
    expect(rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id))
    for (const rule of rules) {
      expect(rule).toMatchObject({
        shortDescription: { text: expect.stringMatching(/^[A-Z].+[^.]$/) },
        fullDescription: { text: expect.stringMatching(/\.$/) },
        help: { text: expect.stringMatching(/\.$/) },
        defaultConfiguration: { level: expect.stringMatching(/^(?:error|warning|note)$/) },
        properties: { tags: ['security'], 'security-severity': expect.stringMatching(/^\d\.0$/) },
      })
    }
  })

  it.each([
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'note'],
  ] as const)('calls %s %s', (severity, level) => {
    expect(resultOf({ severity })?.level).toBe(level)
  })

  it.each(RULES.map(({ id }) => id))('points to the rule %s by name and place', (rule) => {
    const { tool, results } = runOf(finding(1, { rule }))
    expect(results[0]?.ruleId).toBe(rule)
    expect(tool.driver.rules[results[0]?.ruleIndex ?? -1]?.id).toBe(rule)
  })

  it('names the credential as a resource, and its path for those who want a file', () => {
    const place = `projects/${PROJECT_ID}/self-hosted/distribution/credentials/${idOf(1)}`
    expect(resultOf()?.locations).toEqual([
      {
        physicalLocation: { artifactLocation: { uri: place }, region: { startLine: 1 } },
        logicalLocations: [{ name: `deepgram+${idOf(1)}`, fullyQualifiedName: place, kind: 'resource' }],
      },
    ])
  })

  it('says what mends it', () => {
    expect(resultOf()?.message.text).toBe(`deepgram+${idOf(1)} is old. Fix: dgsh creds rotate ${idOf(1)}`)
  })

  it('takes brackets and braces of others literally', () => {
    expect(resultOf({ message: 'a [b](http://c) {0} \\d' })?.message.text).toContain(
      'a \\[b\\](http://c) {{0}} \\\\d',
    )
  })

  it('has fingerprints that stay when only severity and message change', () => {
    const prints = resultOf()?.partialFingerprints
    expect(prints).toEqual({
      primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{16}:1$/),
      'credentialAndRule/v1': expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(resultOf({ severity: 'high', message: 'is older' })?.partialFingerprints).toEqual(prints)
    expect(resultOf({ rule: 'duplicate' })?.partialFingerprints).not.toEqual(prints)
    expect(resultOf({ credential: credential(2) })?.partialFingerprints).not.toEqual(prints)
  })
})
