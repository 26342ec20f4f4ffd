import { BlockList, isIP } from 'node:net'

/**
 * True when `NO_PROXY` names the URL's host, a domain that it lies in, an address range (`10.0.0.0/8`), or `*`; an entry may name
 * a port, and an IPv6 address stands with or without brackets. As curl and Go (golang.org/x/net/http/httpproxy), and so the
 * engines, read it.
 */
export function isExempt(url: URL, noProxy: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => isIn(host, port, entry))
}

function isIn(host: string, port: string, entry: string): boolean {
  if (entry.includes('/')) return isInRange(host, entry)
  if (isIP(entry) === 6) return isSame(host, entry)
  const [, name = '', only] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? []
  if (only !== undefined && only !== port) return false
  const address = name.replace(/^\[(.*)\]$/, '$1')
  if (isIP(address) === 6) return isSame(host, address)
  return name === '*' || (name !== '' && (host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))))
}

/** However the address is written. */
function isSame(host: string, address: string): boolean {
  return isIP(host) === 6 && new URL(`http://[${address}]`).hostname === `[${host}]`
}

function isInRange(host: string, entry: string): boolean {
  const [address = '', bits = ''] = entry.split('/')
  const version = isIP(address)
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(bits)) return false
  const limit = version === 4 ? 32 : 128
  if (Number(bits) > limit) return false
  const range = new BlockList()
  const family = version === 4 ? 'ipv4' : 'ipv6'
  range.addSubnet(address, Number(bits), family)
  return range.check(host, family)
}
