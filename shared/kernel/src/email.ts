/** What mail servers take of an address (RFC 5321 §4.5.3.1: a path of 256 octets has two angle brackets). */
const [maxLocalOctets, maxOctets] = [64, 254];

/** A dot-atom (RFC 5322 §3.2.3). Quoted local parts are left out: RFC 5321 §4.1.2 advises against them, nobody has one. */
const localPart = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** A host's name with at least one dot (RFC 1123), its last label no number. */
const domainName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A domain in lower-case ASCII, as DNS and mail servers know it: `bücher.example` is `xn--bcher-kva.example` (UTS 46). */
function asciiDomainOf(domain: string): string | undefined {
  // Whatever else a URL has before or after its host would be taken for one.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return undefined;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/**
 * An e-mail address as it goes over the wire, its domain in ASCII (Punycode); undefined for what is none. The local part is
 * ASCII as it is: SES carries no other.
 */
export function asciiAddressOf(address: string): string | undefined {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, Math.max(at, 0));
  const domain = asciiDomainOf(address.slice(at + 1));
  if (local.length > maxLocalOctets || !localPart.test(local)) return undefined;
  if (domain === undefined || !domainName.test(domain)) return undefined;
  const ascii = `${local}@${domain}`;
  return ascii.length <= maxOctets ? ascii : undefined;
}
