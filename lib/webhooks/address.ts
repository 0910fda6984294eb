/**
 * Which addresses a webhook may go to: the public internet only. The check runs inside the look-up
 * that the connection itself uses, so a name cannot show one address to us and connect to another.
 */
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Global unicast. The rest of IPv6 is reserved, translated or local. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** Refuses private, loopback, link-local (metadata), shared, mapped and all other special ranges. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;
const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

/** A look-up for one connection. One bad address among good ones refuses the name. */
export const guardedLookup =
  (allowPrivate: boolean, resolve: Resolve = systemResolve): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || !(allowPrivate || addresses.every(({ address }) => isPublic(address))))
          return callback(new AddressRefused(`${hostname} is not public`), '', 0);
        if (options.all) return callback(null, addresses);
        return callback(null, first.address, first.family);
      },
      (error) => callback(error, '', 0),
    );
  };

/** The URL as it may be called, or undefined: https only, no credentials, no private literal. */
export function callableUrl(text: string, allowPrivate: boolean): URL | undefined {
  const url = URL.parse(text);
  if (!url) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return undefined;
  // A literal is never looked up. URL has already turned 0x7f.1 and the like into dotted form.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) === 0 || allowPrivate || isPublic(literal) ? url : undefined;
}
