/**
 * True for a host (with or without port) that is this machine: `localhost`, 127.0.0.0/8 or `::1`. Names that
 * merely resolve to it do not count: what resolves here may resolve elsewhere tomorrow.
 */
export function isLoopback(host: string): boolean {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name)
}
