import { describe, expect, it } from 'vitest'
import { type CredentialFilter, filterCredentials } from '../../src/credentials/filter.ts'
import { NOW } from '../helpers/context.ts'
import { credential, idOf } from '../helpers/samples.ts'

const DAY = 86_400_000
const scopesOf = (...names: string[]) => names.map((name) => `self-hosted:product:${name}`)

const ada = credential(1, {
  created: '2025-12-31T00:00:00.000000Z',
  scopes: scopesOf('api'),
  comment: 'beta',
  owner: { member_id: 'm1', email: 'Ada@Example.com' },
})
const bob = credential(2, {
  created: '2025-06-01T00:00:00.000000Z',
  scopes: scopesOf('api', 'engine'),
  comment: 'Alpha',
  provider: 'Quay',
  owner: { member_id: 'm2', email: undefined },
})
const nobody = credential(3, {
  created: '2024-06-01T00:00:00.000000Z',
  scopes: ['self-hosted:products'],
  comment: undefined,
  provider: 'other',
  owner: { member_id: undefined, email: undefined },
})
const unreadable = credential(4, { created: 'yesterday', scopes: [], provider: 'other', owner: nobody.owner })

const all = [bob, nobody, ada]

function idsOf(filter: Partial<CredentialFilter>, credentials = all): string[] {
  const found = filterCredentials(credentials, { sort: 'created', reverse: false, ...filter }, NOW)
  return found.map(({ id }) => id)
}

describe('filterCredentials', () => {
  it.each<[reason: string, filter: Partial<CredentialFilter>, numbers: number[]]>([
    ['lets all pass without a filter, the newest first', {}, [1, 2, 3]],
    ['finds a scope by its short name', { scopes: ['engine'] }, [2]],
    ['finds a scope by its full name', { scopes: ['self-hosted:product:engine'] }, [2]],
    ['finds a scope by its old name', { scopes: ['onprem:product:engine'] }, [2]],
    ['wants all scopes that are named', { scopes: ['api', 'engine'] }, [2]],
    ['finds nothing for a scope that none has', { scopes: ['billing'] }, []],
    ['finds an owner by part of the address, in any case', { owner: 'ada@EXAMPLE' }, [1]],
    ['finds an owner by the member id', { owner: 'm2' }, [2]],
    ['takes no part of a member id', { owner: 'm' }, [1]],
    ['finds a provider in any case', { provider: 'quay' }, [1, 2]],
    ['takes no part of a provider', { provider: 'qua' }, []],
    ['finds those that are older', { olderThan: 90 * DAY }, [2, 3]],
    ['finds those that are newer', { newerThan: 90 * DAY }, [1]],
    ['takes an age that is exactly it for neither', { olderThan: DAY, newerThan: DAY }, []],
    ['finds those between', { olderThan: 90 * DAY, newerThan: 365 * DAY }, [2]],
    ['lets all filters decide together', { scopes: ['api'], olderThan: 90 * DAY, provider: 'quay' }, [2]],
    ['searches, too', { search: 'alpha', scopes: ['api'] }, [2]],
    ['sorts by id', { sort: 'id' }, [1, 2, 3]],
    ['sorts by owner, those without one first', { sort: 'owner' }, [3, 1, 2]],
    ['sorts by comment, in any case', { sort: 'comment' }, [3, 2, 1]],
    ['turns the order around', { reverse: true }, [3, 2, 1]],
    ['turns another order around', { sort: 'id', reverse: true }, [3, 2, 1]],
    ['takes the first of the sorted ones', { limit: 2 }, [1, 2]],
    ['takes the first after turning around', { limit: 1, reverse: true }, [3]],
    ['takes all when there are fewer', { limit: 100 }, [1, 2, 3]],
  ])('%s', (_, filter, numbers) => {
    expect(idsOf(filter)).toEqual(numbers.map(idOf))
  })

  it('counts a credential whose time cannot be read as neither older nor newer, and shows it otherwise', () => {
    expect(idsOf({}, [unreadable])).toEqual([unreadable.id])
    expect(idsOf({ olderThan: DAY }, [unreadable])).toEqual([])
    expect(idsOf({ newerThan: DAY }, [unreadable])).toEqual([])
  })

  it('leaves the list that it is given alone', () => {
    const given = [...all]
    filterCredentials(given, { sort: 'id', reverse: true }, NOW)
    expect(given).toEqual(all)
  })
})
