import { createHash } from 'node:crypto'
import type { PrintedFinding, Severity } from '../../../audit/finding.ts'
import { RULES } from '../../../audit/rules.ts'

/** What a SARIF document is about. */
export interface SarifSubject {
  findings: readonly PrintedFinding[]
  /** The id of the project. */
  project: string
  /** Of dgsh. */
  version: string
}

const LEVELS = { high: 'error', medium: 'warning', low: 'note' } as const

/** By which GitHub names a rule critical, high, medium or low. */
const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = { high: '8.0', medium: '5.0', low: '2.0' }

/** Returns SARIF 2.1.0 (OASIS), as plain data: one run, all rules, one result a finding. */
export function sarifOf({ findings, project, version }: SarifSubject): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'dgsh', version, semanticVersion: version, rules: RULES.map(ruleOf) } },
        // Runs with different ids stand beside each other, so that one project's audit does not replace another's.
        automationDetails: { id: `dgsh-creds-audit/${project}/` },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, project)),
      },
    ],
  }
}

function ruleOf({ id, severity, summary, help }: (typeof RULES)[number]) {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: help },
    help: { text: help },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['security'], 'security-severity': SECURITY_SEVERITIES[severity] },
  }
}

function resultOf({ rule, severity, credential, message, fix }: PrintedFinding, project: string) {
  const place = `projects/${project}/self-hosted/distribution/credentials/${credential.id}`
  const fingerprint = createHash('sha256').update(`${rule} ${credential.id}`).digest('hex')
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: LEVELS[severity],
    message: { text: literally(`${credential.username} ${message}. Fix: ${fix}`) },
    locations: [
      {
        // GitHub's code scanning refuses a result without a place in a file. A credential has none, so that this is its
        // path in the API; an alert for a file that is not in the repository is shown without source text.
        physicalLocation: { artifactLocation: { uri: place }, region: { startLine: 1 } },
        logicalLocations: [{ name: credential.username, fullyQualifiedName: place, kind: 'resource' }],
      },
    ],
    // GitHub looks at the first only. Neither depends on the message, whose dates and limits change.
    partialFingerprints: {
      primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`,
      'credentialAndRule/v1': fingerprint,
    },
    properties: { fix },
  }
}

/** In a message, brackets make a link and braces a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6), and the text is others'. */
function literally(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&').replace(/[{}]/g, '$&$&')
}
