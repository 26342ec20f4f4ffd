import { describe, expect, it } from 'vitest'
import { repeatOptions } from '../../src/app/repeat-options.ts'
import type { GlobalFlags } from '../../src/ports.ts'

const staging = { profile: 'staging' }
const all = { profile: 'staging', project: 'p1', apiUrl: 'https://api.example.com', registry: 'r.example' }

describe('a command line to paste', () => {
  it.each<[name: string, line: string, flags: GlobalFlags, expected: string]>([
    ['stays without options', 'dgsh creds list', {}, 'dgsh creds list'],
    ['stays with options of output', 'dgsh creds list', { output: 'json' }, 'dgsh creds list'],
    ['keeps the profile', 'dgsh auth login', staging, 'dgsh auth login --profile staging'],
    ['keeps its own', 'dgsh auth login --profile p', staging, 'dgsh auth login --profile p'],
    [
      'keeps all that leads there',
      'dgsh login 1b4e28ba',
      all,
      'dgsh login 1b4e28ba --profile staging --project p1 --api-url https://api.example.com --registry r.example',
    ],
    [
      'of a setting keeps the profile only',
      'dgsh config unset api_url',
      all,
      'dgsh config unset api_url --profile staging',
    ],
    ['of another program stays', 'docker logout quay.io', staging, 'docker logout quay.io'],
    ['of an operation stays', 'dgsh creds rotate 1 --resume', staging, 'dgsh creds rotate 1 --resume'],
    ['of the help stays', 'dgsh help flags', staging, 'dgsh help flags'],
    ['without a verb stays', 'dgsh --help', staging, 'dgsh --help'],
    ['of the help of a verb stays', 'dgsh creds list --help', staging, 'dgsh creds list --help'],
    ['behind another', 'unset A && dgsh auth login', staging, 'unset A && dgsh auth login --profile staging'],
    [
      'before its file',
      'dgsh login 1 --secret-stdin < s',
      staging,
      'dgsh login 1 --secret-stdin --profile staging < s',
    ],
    ['before what it runs', 'dgsh exec 1 -- env', staging, 'dgsh exec 1 --profile staging -- env'],
    ['quoted where it must be', 'dgsh auth login', { profile: "a'b" }, `dgsh auth login --profile 'a'\\''b'`],
  ])('%s', (_name, line, flags, expected) => {
    expect(repeatOptions(line, flags)).toBe(expected)
  })
})
